"""What a pool lends: SoA buffers and receipts, as objects over its memory.

A pool makes one object for each buffer and receipt when it is made, and hands out the same one each time. While it is not
lent, its attributes raise NotInUse, and the views that they gave out before are released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from poolproof.native._bufferpool import lib
from poolproof.native.memory import RECEIPT_BYTES, SOA_BYTES, PoolMemory
from poolproof.spec.refusals import NotInUse

if TYPE_CHECKING:
    from poolproof.native._bufferpool import Pool, Record
    from poolproof.native.views import LentViews


class SoaBuffer:
    """Three arrays of 8 unsigned 64-bit words, 192 bytes. Not to be made by hand."""

    __slots__ = ("_views", "block", "index", "memory")

    def __init__(self, memory: PoolMemory, index: int) -> None:
        self.memory = memory
        self.index = index
        self._views: LentViews | None = None
        self.block: object = None
        """What stands for the ``with`` block that the buffer was lent to, if it was."""

    @property
    def s(self) -> memoryview:
        """8 words, writable."""
        return self._part(0, 64)

    @property
    def p(self) -> memoryview:
        """8 words, writable."""
        return self._part(64, 128)

    @property
    def o(self) -> memoryview:
        """8 words, writable."""
        return self._part(128, SOA_BYTES)

    @property
    def words(self) -> memoryview:
        """All 24 words, writable: those of s, then p, then o."""
        return self._part(0, SOA_BYTES)

    @property
    def address(self) -> int:
        """Where it lies in memory: a multiple of 64 (ISO-1)."""
        pool = self._lent_by()
        return lib.poolproof_mapping_address(pool) + lib.poolproof_soa_offset(pool, self.index)

    def is_lent(self) -> bool:
        return not self.memory.is_destroyed() and bool(lib.poolproof_soa_is_lent(self.memory.handle(), self.index))

    def close_views(self) -> None:
        """Release the views that were given out. Raises BufferError when something made of them is still held."""
        views = self._views
        if views is not None and views.is_open:
            views.require_no_others()
            views.release()

    def _lent_by(self) -> Pool:
        if not self.is_lent():
            raise NotInUse
        return self.memory.handle()

    def _part(self, start: int, stop: int) -> memoryview:
        pool = self._lent_by()
        self.memory.soa_views.note_open()
        if self._views is None:
            self._views = self.memory.soa_views.of(lib.poolproof_soa_offset(pool, self.index))
        return self._views.part(start, stop, "Q")


class _Field:
    """An unsigned whole number inside a receipt. Setting it raises ValueError when the value does not fit."""

    __slots__ = ("_name",)

    def __set_name__(self, owner: type[Receipt], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, receipt: None, owner: type[Receipt]) -> _Field: ...

    @overload
    def __get__(self, receipt: Receipt, owner: type[Receipt]) -> int: ...

    def __get__(self, receipt: Receipt | None, owner: type[Receipt]) -> _Field | int:
        if receipt is None:  # asked of the class, by a documentation tool for one
            return self
        value: int = getattr(receipt.record(), self._name)
        return value

    def __set__(self, receipt: Receipt, value: int) -> None:
        try:
            setattr(receipt.record(), self._name, value)
        except OverflowError:
            raise ValueError(f"{value} does not fit into {self._name}") from None


class Receipt:
    """The evidence of one operation, 128 bytes. Not to be made by hand."""

    __slots__ = ("_memory", "_number", "_views")

    id = _Field()
    cycle_id = _Field()
    shard_id = _Field()
    hook_id = _Field()
    ticks = _Field()
    actual_ticks = _Field()
    lanes = _Field()
    flags = _Field()
    span_id = _Field()
    a_hash = _Field()

    def __init__(self, memory: PoolMemory, number: int) -> None:
        self._memory = memory
        self._number = number
        self._views: LentViews | None = None

    @property
    def prev_hash(self) -> memoryview:
        """32 bytes, writable."""
        return self._part(64, 96)

    @property
    def hash(self) -> memoryview:
        """32 bytes, writable."""
        return self._part(96, RECEIPT_BYTES)

    @property
    def view(self) -> memoryview:
        """All 128 bytes, writable."""
        return self._part(0, RECEIPT_BYTES)

    @property
    def address(self) -> int:
        """Where it lies in memory: a multiple of 64 (ISO-1)."""
        pool = self._lent_by()
        return lib.poolproof_mapping_address(pool) + lib.poolproof_receipt_offset(pool, self._number)

    def record(self) -> Record:
        """Return the C record. Raises NotInUse when the receipt is not handed out."""
        return lib.poolproof_receipt(self._lent_by(), self._number)

    def _lent_by(self) -> Pool:
        if self._memory.is_destroyed() or not lib.poolproof_receipt_is_lent(self._memory.handle(), self._number):
            raise NotInUse
        return self._memory.handle()

    def _part(self, start: int, stop: int) -> memoryview:
        pool = self._lent_by()
        self._memory.receipt_views.note_open()
        if self._views is None:
            self._views = self._memory.receipt_views.of(lib.poolproof_receipt_offset(pool, self._number))
        return self._views.part(start, stop, "B")
