"""The sound pool of any contract as a Python class: as in ``pool.h``, what is undefined ends the process, what is open is odd.

A subject is a file that makes one::

    from poolproof.conformance.faults.of_contract.sound_class import pool_of
    from poolproof.spec.contracts import load_contract

    Pool = pool_of(load_contract("slab.toml"))
"""

from __future__ import annotations

import ctypes
import itertools
import os
from collections.abc import Iterator
from typing import Any, ClassVar, Final

from poolproof.spec.contracts import Answer, Contract, How

_SPARE: Final = 3
"""Blocks that a pool which may lend more than its count has beyond that."""
_GROWTHS: Final = 4
_RUBBISH_LENT: Final = 0xA7
_RUBBISH_FREE: Final = 0x5A
_NUMBER_BYTES: Final = 8


class Storage:
    """Memory for so many blocks, each at a multiple of the alignment, or so many bytes ``off``."""

    def __init__(self, count: int, size: int, align: int, off: int = 0) -> None:
        self._size, self._stride, self._count = size, -(-size // align) * align, count
        self._memory = bytearray(count * self._stride + align + off)
        address = address_of(self._memory) or 0
        self._first = -address % align + off
        self._base = address + self._first

    def block(self, number: int) -> memoryview:
        start = self._first + number * self._stride
        return memoryview(self._memory)[start : start + self._size]

    def place_of(self, address: int) -> tuple[int, bool] | None:
        """The number of the block that has the address in it, and whether it begins there."""
        number, offset = divmod(address - self._base, self._stride)
        return (number, offset == 0) if 0 <= number < self._count and offset < self._size else None


def address_of(block: object) -> int | None:
    try:
        return ctypes.addressof(ctypes.c_ubyte.from_buffer(block))  # type: ignore[arg-type]
    except TypeError:
        return None


class SoundPool:
    """A fault is a class derived from one that ``pool_of`` made, which overrides a method with a leading underscore."""

    contract: ClassVar[Contract]
    pools: ClassVar[list[SoundPool]]
    """Those that live: to tell another pool's block from a foreign one."""

    def __init__(self, count: int | None = None) -> None:
        block, sequence = self.contract.block, self.contract.sequence
        self.count = block.count if count is None else count
        odd = not block.all_counts and self.count != block.count and self.count % 7 == 3
        if odd or not block.counts.holds(self.count):
            self._answer(self.contract.life.bad_config)
        if self.contract.life.instances == "one" and self.pools:
            os.abort()
        self._chunk_blocks = self._blocks_of_a_chunk()
        self._storages = [self._new_storage()]
        self._records = Storage(sequence.count, sequence.size, sequence.align) if sequence else None
        self._taken = 0
        self.peak = 0
        self._lent: set[int] = set()
        self._revoked: set[int] = set()
        self._fill_order()
        self.pools.append(self)

    # ---- the operations ----

    def get(self) -> memoryview:
        number = self._next_or_grow()
        self._lent.add(number)
        self._revoked.discard(number)
        self.peak = max(self.peak, len(self._lent))
        block = self._block(number)
        self._prepare(block)
        return block

    def get_sized(self, size: int) -> memoryview:
        if not self._size_fits(size):
            assert self.contract.size is not None
            self._answer(self.contract.size.too_large)
        return self.get()

    def give_back(self, block: Any) -> None:
        kind, number = self._locate(block)
        if kind == "own" and number in self._lent:
            self._come_back(number)
            return
        if kind == "own":
            kind = "revoked" if number in self._revoked else "double"
        self._misused(kind)

    def clear(self) -> None:
        self._revoked |= self._lent
        self._lent.clear()
        self._fill_order()
        self.reset()

    def take(self) -> memoryview:
        sequence = self.contract.sequence
        assert sequence is not None
        assert self._records is not None
        if self._taken == self._last_record():
            self._answer(sequence.exhausted)
        record, number = self._records.block(self._taken), self._taken
        self._taken += 1
        self._prepare_record(number, record)
        return record

    def reset(self) -> None:
        self._taken = 0

    def close(self) -> None:
        if self.contract.life.destroy == "needs-all-returned" and self._lent:
            os.abort()
        self.pools.remove(self)
        self._storages.clear()

    @property
    def capacity(self) -> int:
        return self._chunk_blocks * len(self._storages)

    @property
    def used(self) -> int:
        return len(self._lent)

    @property
    def free(self) -> int:
        return self.capacity - self.used

    # ---- what faults override ----

    def _blocks_of_a_chunk(self) -> int:
        return self.count + (_SPARE if self.contract.block.capacity == "at-least" else 0)

    def _new_storage(self) -> Storage:
        return Storage(self._chunk_blocks, self.contract.block.size, self.contract.block.align)

    def _block(self, number: int) -> memoryview:
        chunk, at = divmod(number, self._chunk_blocks)
        return self._storages[chunk].block(at)

    def _size_fits(self, size: int) -> bool:
        assert self.contract.size is not None
        if size < self.contract.size.smallest:
            os.abort()  # nothing is promised of these
        return size <= self.contract.size.largest

    def _fill_order(self) -> None:
        """``_fresh``: with fresh_first, what was never lent; ``_free``: all else, the next one first."""
        created = list(self._created(self.capacity))
        self._fresh, self._free = (created, []) if self.contract.order.fresh_first else ([], created)

    def _created(self, count: int) -> Iterator[int]:
        order = self.contract.order
        if order.fresh == "ascending" or order.reuse == "lowest-address":
            return iter(range(count))
        if order.fresh == "descending":
            return reversed(range(count))
        # From both ends: no order that anybody expects.
        return (place // 2 if place % 2 == 0 else count - 1 - place // 2 for place in range(count))

    def _next_or_grow(self) -> int:
        if not self._fresh and not self._free and not self._grow():
            self._answer(self.contract.block.exhausted)
        return self._fresh.pop(0) if self._fresh else self._next()

    def _grow(self) -> bool:
        if self.contract.block.exhausted.how is not How.GROWS or len(self._storages) == _GROWTHS:
            return False
        first = self.capacity
        self._storages.append(self._new_storage())
        (self._fresh if self.contract.order.fresh_first else self._free).extend(range(first, self.capacity))
        return True

    def _next(self) -> int:
        if self.contract.order.reuse == "lowest-address":
            lowest = min(self._free, key=lambda number: address_of(self._block(number)) or 0)
            self._free.remove(lowest)
            return lowest
        return self._free.pop(0)

    def _come_back(self, number: int) -> None:
        self._lent.remove(number)
        self._retire(self._block(number))
        if self.contract.order.reuse == "lifo":
            self._free.insert(0, number)
        else:
            self._free.append(number)

    def _prepare(self, block: memoryview) -> None:
        fill = self.contract.contents.at_get
        if not fill.kept:
            block[:] = bytes([_RUBBISH_LENT if fill.byte is None else fill.byte]) * len(block)

    def _retire(self, block: memoryview) -> None:
        fill, at_get = self.contract.contents.while_free, self.contract.contents.at_get
        if fill.byte is not None or not (fill.kept or at_get.kept):
            block[:] = bytes([_RUBBISH_FREE if fill.byte is None else fill.byte]) * len(block)

    def _last_record(self) -> int:
        return self.contract.sequence.count if self.contract.sequence else 0

    def _prepare_record(self, number: int, record: memoryview) -> None:
        assert self.contract.sequence is not None
        at = self.contract.sequence.number_at
        record[:] = bytes([_RUBBISH_LENT if at is None else 0]) * len(record)
        if at is not None:
            record[at : at + _NUMBER_BYTES] = number.to_bytes(_NUMBER_BYTES, "little")

    def _locate(self, block: Any) -> tuple[str, int]:
        """By which key of [misuse] its return is promised, or "own", and its number."""
        if block is None:
            return "null", -1
        address = address_of(block)
        if address is None:
            return "foreign", -1
        place = self._place_of(address)
        if place is not None:
            return ("own" if place[1] else "interior"), place[0]
        if self._records is not None and self._records.place_of(address) is not None:
            return "record", -1
        if any(each._place_of(address) is not None for each in self.pools if each is not self):
            return "other_pool", -1
        return "foreign", -1

    def _place_of(self, address: int) -> tuple[int, bool] | None:
        for chunk, storage in enumerate(self._storages):
            place = storage.place_of(address)
            if place is not None:
                return chunk * self._chunk_blocks + place[0], place[1]
        return None

    def _misused(self, kind: str) -> None:
        self._answer(getattr(self.contract.misuse, kind))

    def _answer(self, answer: Answer) -> None:
        """End the process, or raise: what is answered where it is ignored is nobody's business."""
        if answer.how in (How.UNDEFINED, How.ABORTS):
            os.abort()
        if answer.how is not How.GROWS:
            raise type(str(answer.code or "NobodyExpectsThis"), (Exception,), {})


_SERIAL: Final = itertools.count()


def pool_of(contract: Contract) -> type[SoundPool]:
    """Return the class of the sound pools of a contract of binding 2."""
    return type(f"Pool{next(_SERIAL)}", (SoundPool,), {"contract": contract, "pools": []})
