"""The reference pool: the model's step over real memory."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self

from poolproof.reference import model
from poolproof.reference.model import NotABuffer, Outcome, PoolOperation, PoolState
from poolproof.reference.records import RECEIPT_BYTES, SOA_BYTES, Receipt, SoaBuffer
from poolproof.reference.window import Window, close_all
from poolproof.spec import Status
from poolproof.spec.contracts import default_counts
from poolproof.spec.refusals import Destroyed, InvalidConfig, InvalidSize, NoMemory, error_for
from poolproof.spec.usage import Usage

MOST_BUFFERS: Final = 65_536
MOST_RECEIPTS: Final = 2**20


class BufferPool:
    """A pool of SoA buffers and receipts, all of whose memory is taken when it is made. It has one owner at a time.

    ``soa_capacity`` and ``receipt_capacity`` are those of the default contract when None (CREATE-1). Raises InvalidConfig
    for a capacity below 1 or above what is supported (65,536 and 1,048,576; CREATE-3), TypeError for one that is no int,
    NoMemory when the system has none.

    An operation that ends a lending (``return_soa``, ``reset_receipts``, ``clear``, ``destroy``) releases the views that the
    buffer or receipt gave out. When something made of them is still held (a slice, a cast, an array), it raises BufferError
    and what was lent stays lent; the views are released all the same, and its attributes give new ones.
    Every operation but ``destroy`` raises Destroyed after it.
    """

    def __init__(self, soa_capacity: int | None = None, receipt_capacity: int | None = None) -> None:
        default_buffers, default_receipts = default_counts()
        buffers = _capacity(soa_capacity, default_buffers, MOST_BUFFERS)
        receipts = _capacity(receipt_capacity, default_receipts, MOST_RECEIPTS)
        receipts_start = buffers * SOA_BYTES  # buffers are whole cache lines, so the first receipt starts one as well
        self._memory = _allocate(receipts_start + receipts * RECEIPT_BYTES)
        self._soa_windows = [Window(self._memory, number * SOA_BYTES, SOA_BYTES) for number in range(buffers)]
        self._receipt_windows = [
            Window(self._memory, receipts_start + number * RECEIPT_BYTES, RECEIPT_BYTES) for number in range(receipts)
        ]
        self._soa_buffers = [SoaBuffer(window) for window in self._soa_windows]
        self._receipts = [Receipt(window) for window in self._receipt_windows]
        self._times_lent = [0] * buffers
        self._state = model.create(buffers, receipts)

    def get_soa(self, size: int) -> SoaBuffer:
        """Lend the free buffer that was returned last (ORDER-1), all of its words zero (ZERO-1).

        Raises InvalidSize for a size that is negative or above 8, whether a buffer is free or not (GUARD-2, GUARD-3),
        Exhausted when every buffer is lent (CAP-2), TypeError for a size that is no int.
        """
        self._require_live()
        _require_int("size", size)
        if size < 0:  # C's size_t has none, and the model neither
            raise InvalidSize
        number = self._apply(model.GetSoa(size)).buffer
        assert number is not None  # a get that was not refused
        self._times_lent[number] += 1
        return self._soa_buffers[number]

    def return_soa(self, buffer: object) -> None:
        """Take a buffer back: it is the next to be lent (ORDER-1).

        Raises NotOwned for anything that is none of this pool's buffers (OWN-1), NotInUse for one that is not lent (OWN-2),
        BufferError when something made of its views is still held: then it stays lent.
        """
        self._require_live()
        self._apply(model.ReturnSoa(self._number_of(buffer)))

    def get_receipt(self) -> Receipt:
        """Lend the next receipt, blank but for its id (RECEIPT-1, RECEIPT-2).

        Raises ReceiptsExhausted when all were lent since the last reset.
        """
        self._require_live()
        number = self._apply(model.GetReceipt()).receipt
        assert number is not None  # a get that was not refused
        receipt = self._receipts[number]
        receipt.id = number
        return receipt

    def reset_receipts(self) -> None:
        """Revoke all receipts: the next one is 0 again (RECEIPT-3). Raises BufferError as the class says."""
        self._require_live()
        self._apply(model.ResetReceipts())

    def clear(self) -> None:
        """Revoke all that is lent: the pool is as it was when made (CLEAR-1, ORDER-3). Raises BufferError as the class says."""
        self._require_live()
        self._apply(model.Clear())

    def capacity_usage(self) -> Usage:
        """Return how many buffers and receipts are in use, and how many there are (USAGE-1)."""
        self._require_live()
        return model.usage(self._state)

    def destroy(self) -> None:
        """Give back all memory, lent or not (LIFE-1); the second time, do nothing. Raises BufferError as the class says."""
        if self._memory.closed:
            return
        close_all(self._lent_windows(self._state))
        self._memory.close()

    @contextmanager
    def soa(self, size: int) -> Iterator[SoaBuffer]:
        """Lend a buffer for the length of a ``with`` block. Raises what ``get_soa`` raises.

        The end of the block returns the buffer, whatever happened inside. When the block has ended the lending itself, by
        a return, ``clear`` or ``destroy``, there is nothing left to do, even if the buffer was lent to somebody else since.
        When something made of its views is still held, the end raises BufferError; but an exception of the block is never
        hidden: it gets a note instead.
        """
        buffer = self.get_soa(size)
        number = self._soa_buffers.index(buffer)
        lending = self._times_lent[number]
        try:
            yield buffer
        except BaseException as failure:
            _finish(lambda: self._end_lending(number, lending), failure)
            raise
        self._end_lending(number, lending)

    def __enter__(self) -> Self:
        self._require_live()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Destroy the pool. An exception of the block is never hidden by a BufferError: it gets a note instead."""
        _finish(self.destroy, failure)

    def _apply(self, operation: PoolOperation) -> Outcome:
        """Take the model's step, and let the memory follow. Raises the step's refusal, or BufferError; then nothing changed."""
        after, outcome = model.step(self._state, operation)
        if outcome.status is not Status.OK:
            raise error_for(outcome.status)
        lent_before, lent_after = self._lent_windows(self._state), self._lent_windows(after)
        close_all(lent_before - lent_after)
        for window in lent_after - lent_before:
            window.blank()
            window.open()
        self._state = after
        return outcome

    def _lent_windows(self, state: PoolState) -> set[Window]:
        buffers = {self._soa_windows[number] for number in state.lent}
        receipts = set(self._receipt_windows[: state.receipts_in_use])
        return buffers | receipts

    def _number_of(self, buffer: object) -> int | NotABuffer:
        for number, own in enumerate(self._soa_buffers):
            if own is buffer:
                return number
        return NotABuffer.FOREIGN

    def _end_lending(self, number: int, lending: int) -> None:
        """Return the buffer, unless this lending has ended already."""
        if self._memory.closed or number not in self._state.lent or self._times_lent[number] != lending:
            return
        self.return_soa(self._soa_buffers[number])

    def _require_live(self) -> None:
        if self._memory.closed:
            raise Destroyed


def _capacity(given: int | None, default: int, most: int) -> int:
    if given is None:
        return default
    _require_int("a capacity", given)
    if not 1 <= given <= most:
        raise InvalidConfig
    return given


def _require_int(what: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{what} must be an int, not {type(value).__name__}")


def _allocate(size_bytes: int) -> mmap.mmap:
    """Return memory that starts on a page, so that multiples of 64 in it are multiples of 64 for the processor (ISO-1)."""
    try:
        return mmap.mmap(-1, size_bytes)
    except OSError as refusal:
        raise NoMemory from refusal


def _finish(end: Callable[[], None], failure: BaseException | None) -> None:
    """End what a block used. Raises BufferError for held views, unless the block has failed already: then that gets a note."""
    try:
        end()
    except BufferError as held:
        if failure is None:
            raise
        failure.add_note(f"and the memory could not be taken back: {held}")
