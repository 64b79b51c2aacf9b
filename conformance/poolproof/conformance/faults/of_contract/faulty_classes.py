"""Faults in Python: each turns the sound class of a contract into one that breaks what its ``violates`` says, and nothing else.

They are those of ``planted/`` that a class can have, and some that only Python makes easy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from .sound_class import SoundPool, Storage

Pools: TypeAlias = type[SoundPool]


@dataclass(frozen=True, slots=True)
class FaultyClass:
    """``violates``: the first is the requirement to blame; a judge may as well name one of the others."""

    violates: tuple[str, ...]
    sentence: str
    of: Callable[[Pools], Pools]


FAULTY_CLASSES: Final[dict[str, FaultyClass]] = {}


def _fault(*violates: str, sentence: str) -> Callable[[Callable[[Pools], Mapping[str, Any]]], None]:
    """The function gives the methods that the faulty class overrides."""

    def planted(methods: Callable[[Pools], Mapping[str, Any]]) -> None:
        def of(sound: Pools) -> Pools:
            # Of its own list of pools: the sound ones are not its.
            return type(f"{sound.__name__}_{methods.__name__}", (sound,), {"pools": [], **methods(sound)})

        FAULTY_CLASSES[methods.__name__] = FaultyClass(violates, sentence, of)

    return planted


@_fault("ORDER-1", sentence="The next but one is lent while there are two.")
def order_next_but_one(_sound: Pools) -> Mapping[str, Any]:
    def _next(self: SoundPool) -> int:
        return self._free.pop(1 if len(self._free) > 1 else 0)

    return {"_next": _next}


@_fault("ORDER-4", sentence="Never-lent blocks come with the first two swapped.")
def fresh_swapped(sound: Pools) -> Mapping[str, Any]:
    def _created(self: SoundPool, count: int) -> Any:
        first, second, *rest = sound._created(self, count)
        return iter([second, first, *rest])

    return {"_created": _created}


@_fault("ZERO-1", sentence="The last byte of a block is left as it was.")
def last_byte_left(sound: Pools) -> Mapping[str, Any]:
    def _prepare(self: SoundPool, block: memoryview) -> None:
        sound._prepare(self, block[:-1])

    return {"_prepare": _prepare}


@_fault("KEEP-1", "FREE-1", sentence="What comes back gets a mark in its first byte.")
def mark_inside(sound: Pools) -> Mapping[str, Any]:
    def _retire(self: SoundPool, block: memoryview) -> None:
        sound._retire(self, block)
        block[0] ^= 0x11

    return {"_retire": _retire}


@_fault("FREE-1", sentence="What is lent next is filled while the one before it is lent.")
def poison_thinned(sound: Pools) -> Mapping[str, Any]:
    def get(self: SoundPool) -> memoryview:
        block = sound.get(self)
        if self._free:
            self._block(self._free[-1])[-1] ^= 0xFF
        return block

    return {"get": get}


@_fault("USAGE-1", sentence="A refused get counts as one in use.")
def refusal_counts(sound: Pools) -> Mapping[str, Any]:
    def get(self: SoundPool) -> memoryview:
        try:
            return sound.get(self)
        except Exception:
            self.refusals = getattr(self, "refusals", 0) + 1  # type: ignore[attr-defined]
            raise

    def used(self: SoundPool) -> int:
        return len(self._lent) + int(getattr(self, "refusals", 0))

    return {"get": get, "used": property(used)}


@_fault("PEAK-1", sentence="A clear lowers the peak.")
def clear_lowers_the_peak(sound: Pools) -> Mapping[str, Any]:
    def clear(self: SoundPool) -> None:
        sound.clear(self)
        self.peak = 0

    return {"clear": clear}


@_fault("GUARD-2", sentence="One byte more than the largest size is served.")
def one_byte_more(sound: Pools) -> Mapping[str, Any]:
    def _size_fits(self: SoundPool, size: int) -> bool:
        assert self.contract.size is not None
        return size == self.contract.size.largest + 1 or sound._size_fits(self, size)

    return {"_size_fits": _size_fits}


@_fault("CAP-2", "OWN-2", "OWN-1", "GUARD-2", sentence="What is refused raises another exception than is promised.")
def another_exception(sound: Pools) -> Mapping[str, Any]:
    def _answer(self: SoundPool, answer: Any) -> None:
        try:
            sound._answer(self, answer)
        except Exception:
            raise RuntimeError("no") from None

    return {"_answer": _answer}


@_fault("OWN-2", "SAFE-2", sentence="A double return is taken without a word.")
def double_return_taken(sound: Pools) -> Mapping[str, Any]:
    def _misused(self: SoundPool, kind: str) -> None:
        if kind != "double":
            sound._misused(self, kind)

    return {"_misused": _misused}


@_fault("SAFE-2", "ORDER-1", sentence="A double return is refused, and turns around what is free all the same.")
def misuse_turns(sound: Pools) -> Mapping[str, Any]:
    def _misused(self: SoundPool, kind: str) -> None:
        self._free.reverse()
        sound._misused(self, kind)

    return {"_misused": _misused}


@_fault("CAP-1", "CAP-3", "ORDER-1", sentence="The last block is never lent.")
def one_too_few(sound: Pools) -> Mapping[str, Any]:
    def _fill_order(self: SoundPool) -> None:
        sound._fill_order(self)
        (self._fresh or self._free).pop()

    return {"_fill_order": _fill_order}


@_fault("CAP-2", "CREATE-1", "CREATE-2", "USAGE-1", sentence="One block more than there may be is lent, and told.")
def one_too_many(sound: Pools) -> Mapping[str, Any]:
    def _blocks_of_a_chunk(self: SoundPool) -> int:
        return sound._blocks_of_a_chunk(self) + 1

    return {"_blocks_of_a_chunk": _blocks_of_a_chunk}


@_fault("CLEAR-1", "CAP-1", "ORDER-3", "USAGE-1", sentence="A clear leaves one block lent.")
def clear_leaves_one(sound: Pools) -> Mapping[str, Any]:
    def clear(self: SoundPool) -> None:
        stays = max(self._lent, default=None)
        sound.clear(self)
        if stays is not None:
            self._lent.add(stays)
            self._revoked.discard(stays)
            (self._free if stays in self._free else self._fresh).remove(stays)

    return {"clear": clear}


@_fault("RECEIPT-1", sentence="There is one record fewer than promised.")
def one_record_too_few(sound: Pools) -> Mapping[str, Any]:
    def _last_record(self: SoundPool) -> int:
        return sound._last_record(self) - 1

    return {"_last_record": _last_record}


@_fault("RECEIPT-2", sentence="The number of a record runs on after a reset.")
def record_number_runs_on(sound: Pools) -> Mapping[str, Any]:
    def _prepare_record(self: SoundPool, _number: int, record: memoryview) -> None:
        self.serial = getattr(self, "serial", -1) + 1  # type: ignore[attr-defined]
        sound._prepare_record(self, self.serial, record)  # type: ignore[attr-defined]

    return {"_prepare_record": _prepare_record}


@_fault("ISO-2", "CAP-1", sentence="The last block of a pool begins where the first does.")
def last_is_first(sound: Pools) -> Mapping[str, Any]:
    def _block(self: SoundPool, number: int) -> memoryview:
        return sound._block(self, 0 if number == self.capacity - 1 else number)

    return {"_block": _block}


@_fault("ISO-3", sentence="A return writes into a block that somebody else holds.")
def return_writes_elsewhere(sound: Pools) -> Mapping[str, Any]:
    def _come_back(self: SoundPool, number: int) -> None:
        sound._come_back(self, number)
        for each in sorted(self._lent)[:1]:
            self._block(each)[-1] ^= 0x20

    return {"_come_back": _come_back}


@_fault("ISO-1", sentence="Blocks lie half a step off.")
def half_a_step_off(_sound: Pools) -> Mapping[str, Any]:
    def _new_storage(self: SoundPool) -> Any:
        block = self.contract.block
        return Storage(self._chunk_blocks, block.size, block.align, off=block.align // 2)

    return {"_new_storage": _new_storage}


@_fault("ABORT-1", sentence="What should end the process is ignored.")
def goes_on(sound: Pools) -> Mapping[str, Any]:
    def _misused(self: SoundPool, kind: str) -> None:
        answer = getattr(self.contract.misuse, kind)
        if answer.how != "aborts":
            sound._misused(self, kind)

    return {"_misused": _misused}


@_fault("ISO-3", "CAP-1", "ZERO-1", sentence="What is given back is found by what it holds: one equal to it goes in its place.")
def found_by_equality(sound: Pools) -> Mapping[str, Any]:
    def _locate(self: SoundPool, block: Any) -> tuple[str, int]:
        for number in sorted(self._lent):
            if block is not None and bytes(self._block(number)) == bytes(block):
                return "own", number
        return sound._locate(self, block)

    return {"_locate": _locate}
