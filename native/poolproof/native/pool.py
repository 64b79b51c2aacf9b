"""The C pool as a Python object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from poolproof.native._bufferpool import ffi, lib
from poolproof.native.memory import PoolMemory
from poolproof.native.records import Receipt, SoaBuffer
from poolproof.native.table import table_of
from poolproof.spec.contracts import default_counts
from poolproof.spec.refusals import InvalidConfig, InvalidSize, NotOwned, error_for
from poolproof.spec.usage import Usage

if TYPE_CHECKING:
    from poolproof.native._bufferpool import Config, Pool


class BufferPool:
    """A pool of SoA buffers and receipts, all of whose memory is taken when it is made. It has one owner at a time.

    ``soa_capacity`` and ``receipt_capacity`` are those of the default contract when None (CREATE-1). Raises InvalidConfig
    for a capacity below 1 or above what is supported (65,536 and 1,048,576; CREATE-3), TypeError for one that is no int,
    NoMemory when the system has none.

    An operation that ends a lending (``return_soa``, ``reset_receipts``, ``clear``, ``destroy``) releases the views that the
    buffer or receipt gave out. When something made of them is still held (a slice, a cast, an array), it raises BufferError
    and changes nothing. Every operation but ``destroy`` raises Destroyed after it.

    ``get_soa`` and ``return_soa`` make no Python object when they succeed, nor does ``get_receipt`` in a pool of at most
    65,536 receipts: all of them are made with the pool (HOT-1). Only reading ``s``, ``p``, ``o`` and the like makes views;
    to release them when the lending ends makes and frees nothing.
    """

    __slots__ = ("_memory", "_receipts", "_soa_buffers", "_usage")

    def __init__(self, soa_capacity: int | None = None, receipt_capacity: int | None = None) -> None:
        memory = PoolMemory(_config(soa_capacity, receipt_capacity))
        self._memory = memory
        self._usage = ffi.new("bp_usage *")
        totals = self.capacity_usage()
        self._soa_buffers = table_of(totals.soa_total, partial(SoaBuffer, memory))
        self._receipts = table_of(totals.receipts_total, partial(Receipt, memory))

    def get_soa(self, size: int) -> SoaBuffer:
        """Lend the free buffer that was returned last (ORDER-1), all of its words zero (ZERO-1).

        Raises InvalidSize for a size that is negative or above 8, whether a buffer is free or not (GUARD-2, GUARD-3),
        Exhausted when every buffer is lent (CAP-2), TypeError for a size that is no int.
        """
        handle = self._memory.handle()
        if type(size) is not int:
            _require_int("size", size)
        try:
            row = lib.poolproof_lend_soa(handle, size)
        except OverflowError:  # not a size_t
            raise InvalidSize from None
        if row < 0:
            raise error_for(-row)
        buffer = self._soa_buffers[row][lib.poolproof_soa_column(handle)]
        buffer.block = None
        return buffer

    def return_soa(self, buffer: object) -> None:
        """Take a buffer back: it is the next to be lent (ORDER-1).

        Raises NotOwned for anything that is none of this pool's buffers (OWN-1), NotInUse for one that is not lent (OWN-2),
        BufferError when something made of its views is still held: then it stays lent.
        """
        handle = self._memory.handle()
        if not isinstance(buffer, SoaBuffer) or buffer.memory is not self._memory:
            raise NotOwned
        buffer.close_views()
        status = lib.poolproof_return_soa(handle, buffer.index)
        if status:
            raise error_for(status)

    def get_receipt(self) -> Receipt:
        """Lend the next receipt, blank but for its id (RECEIPT-1, RECEIPT-2).

        Raises ReceiptsExhausted when all were lent since the last reset.
        """
        handle = self._memory.handle()
        row = lib.poolproof_lend_receipt(handle)
        if row < 0:
            raise error_for(-row)
        return self._receipts[row][lib.poolproof_receipt_column(handle)]

    def reset_receipts(self) -> None:
        """Revoke all receipts: the next one is 0 again (RECEIPT-3). Raises BufferError as the class says."""
        handle = self._memory.handle()
        self._memory.close_receipt_views()
        lib.bp_reset_receipts(handle)

    def clear(self) -> None:
        """Revoke all that is lent: the pool is as it was when made (CLEAR-1, ORDER-3). Raises BufferError as the class says."""
        handle = self._memory.handle()
        self._memory.close_views()
        lib.bp_clear(handle)

    def capacity_usage(self) -> Usage:
        """Return how many buffers and receipts are in use, and how many there are (USAGE-1)."""
        usage = self._usage
        lib.bp_capacity_usage(self._memory.handle(), usage)
        return Usage(usage.soa_in_use, usage.soa_total, usage.receipts_in_use, usage.receipts_total)

    def handle(self) -> Pool:
        """Return the C pool, for the other C parts of this package."""
        return self._memory.handle()

    def destroy(self) -> None:
        """Give back all memory, lent or not (LIFE-1); the second time, do nothing. Raises BufferError as the class says."""
        self._memory.destroy()

    @contextmanager
    def soa(self, size: int) -> Iterator[SoaBuffer]:
        """Lend a buffer for the length of a ``with`` block. Raises what ``get_soa`` raises.

        The end of the block returns the buffer, whatever happened inside. When the block has ended the lending itself, by
        a return, ``clear`` or ``destroy``, there is nothing left to do, even if the buffer was lent to somebody else since.
        When something made of its views is still held, the end raises BufferError; but an exception of the block is never
        hidden: it gets a note instead.
        """
        buffer = self.get_soa(size)
        block = buffer.block = object()
        try:
            yield buffer
        except BaseException as failure:
            _finish(lambda: self._end_lending(buffer, block), failure)
            raise
        self._end_lending(buffer, block)

    def __enter__(self) -> Self:
        self._memory.handle()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Destroy the pool. An exception of the block is never hidden by a BufferError: it gets a note instead."""
        _finish(self.destroy, failure)

    def _end_lending(self, buffer: SoaBuffer, block: object) -> None:
        """Return the buffer, unless its lending to this block has ended already."""
        if buffer.is_lent() and buffer.block is block:
            self.return_soa(buffer)


def _config(soa_capacity: int | None, receipt_capacity: int | None) -> Config:
    if soa_capacity is None and receipt_capacity is None:
        return ffi.NULL  # the C pool knows the default contract itself
    buffers, records = default_counts()
    soa = buffers if soa_capacity is None else soa_capacity
    receipts = records if receipt_capacity is None else receipt_capacity
    _require_int("a capacity", soa)
    _require_int("a capacity", receipts)
    try:
        return ffi.new("bp_config *", (soa, receipts))
    except OverflowError:  # not a uint32_t
        raise InvalidConfig from None


def _require_int(what: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{what} must be an int, not {type(value).__name__}")


def _finish(end: Callable[[], None], failure: BaseException | None) -> None:
    """End what a block used. Held views raise BufferError; in a block that has failed already, they become a note on that."""
    try:
        end()
    except BufferError as held:
        if failure is None:
            raise
        failure.add_note(f"and the memory could not be taken back: {held}")
