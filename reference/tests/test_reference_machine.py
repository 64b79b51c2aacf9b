"""The reference pool against its model: any sequence of operations, every answer and every byte compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from poolproof.reference import BufferPool, PoolError, Receipt, SoaBuffer, model
from poolproof.reference.model import Clear, GetReceipt, GetSoa, NotABuffer, Outcome, PoolOperation, ResetReceipts, ReturnSoa
from poolproof.spec import Status

places = st.integers(0, 7)
"""Relative indices: taken modulo what is there, so that a case stays meaningful while it is shrunk."""


class PoolAgainstModel(RuleBasedStateMachine):
    """Buffers are compared by the number of the model; the object behind a number is learnt when it is lent first."""

    @initialize(soa_capacity=st.sampled_from([1, 2, 3, 4, 16]), receipt_capacity=st.sampled_from([1, 2, 3, 5]))
    def create(self, soa_capacity: int, receipt_capacity: int) -> None:
        self.pool = BufferPool(soa_capacity, receipt_capacity)
        self.other = BufferPool(1, 1)
        self.state = model.create(soa_capacity, receipt_capacity)
        self.buffers: dict[int, SoaBuffer] = {}
        self.receipts: dict[int, Receipt] = {}
        self.words: dict[int, list[int]] = {}
        self.stamp = 0

    @rule(size=st.integers(0, 10) | st.sampled_from([255, 256, 2**32, 2**64 - 1]))
    def get_soa(self, size: int) -> None:
        outcome = self.expected(GetSoa(size))
        if outcome.buffer is None:
            self.assert_refused(outcome.status, lambda: self.pool.get_soa(size))
            return
        buffer = self.pool.get_soa(size)
        assert self.buffers.setdefault(outcome.buffer, buffer) is buffer
        assert buffer.words.tolist() == [0] * 24
        self.write(outcome.buffer)

    @rule()
    def drain(self) -> None:
        for _ in range(self.state.soa_capacity + 1):
            self.get_soa(8)

    @rule(place=places)
    def return_lent(self, place: int) -> None:
        lent = sorted(self.state.lent)
        if lent:
            self.return_number(lent[place % len(lent)])

    @rule(place=places)
    def return_known(self, place: int) -> None:
        """Most of these were returned already."""
        if self.buffers:
            self.return_number(sorted(self.buffers)[place % len(self.buffers)])

    @rule(upwards=st.booleans())
    def refill(self, upwards: bool) -> None:
        for number in sorted(self.state.lent, reverse=not upwards):
            self.return_number(number)

    @rule(kind=st.sampled_from(NotABuffer))
    def return_what_is_no_buffer(self, kind: NotABuffer) -> None:
        outcome = self.expected(ReturnSoa(kind))
        given = self.no_buffer(kind)
        self.assert_refused(outcome.status, lambda: self.pool.return_soa(given))

    @rule()
    def get_receipt(self) -> None:
        outcome = self.expected(GetReceipt())
        if outcome.receipt is None:
            self.assert_refused(outcome.status, self.pool.get_receipt)
            return
        receipt = self.pool.get_receipt()
        assert self.receipts.setdefault(outcome.receipt, receipt) is receipt
        assert receipt.view.tobytes() == outcome.receipt.to_bytes(8, "little") + bytes(120)
        receipt.view[:] = bytes([0xAA]) * 128

    @rule()
    def reset_receipts(self) -> None:
        self.expected(ResetReceipts())
        self.pool.reset_receipts()

    @rule()
    def clear(self) -> None:
        self.expected(Clear())
        self.pool.clear()

    @invariant()
    def usage_is_the_models(self) -> None:
        assert self.pool.capacity_usage() == model.usage(self.state)

    @invariant()
    def what_is_lent_is_as_its_holder_left_it(self) -> None:
        for number in self.state.lent:
            assert self.buffers[number].words.tolist() == self.words[number]
        for number in range(self.state.receipts_in_use):
            assert self.receipts[number].view.tobytes() == bytes([0xAA]) * 128

    @invariant()
    def what_is_not_lent_shows_nothing(self) -> None:
        for number in self.buffers.keys() - self.state.lent:
            with pytest.raises(PoolError):
                self.buffers[number].words  # noqa: B018 - the look itself is refused
        for number in range(self.state.receipts_in_use, len(self.receipts)):
            with pytest.raises(PoolError):
                self.receipts[number].view  # noqa: B018

    def teardown(self) -> None:
        if hasattr(self, "pool"):  # not when creation failed
            self.pool.destroy()
            self.other.destroy()

    def expected(self, operation: PoolOperation) -> Outcome:
        self.state, outcome = model.step(self.state, operation)
        return outcome

    def return_number(self, number: int) -> None:
        outcome = self.expected(ReturnSoa(number))
        if outcome.status is Status.OK:
            self.pool.return_soa(self.buffers[number])
        else:
            self.assert_refused(outcome.status, lambda: self.pool.return_soa(self.buffers[number]))

    def assert_refused(self, status: Status, use: Callable[[], object]) -> None:
        with pytest.raises(PoolError) as refusal:
            use()
        assert refusal.value.status is status

    def write(self, number: int) -> None:
        """Leave words behind that no other lending leaves."""
        self.stamp += 1
        self.words[number] = [self.stamp * 24 + place for place in range(24)]
        for place, word in enumerate(self.words[number]):
            self.buffers[number].words[place] = word

    def no_buffer(self, kind: NotABuffer) -> object:
        match kind:
            case NotABuffer.NULL:
                return None
            case NotABuffer.FOREIGN:
                return object()
            case NotABuffer.OTHER_POOL:
                self.other.clear()
                return self.other.get_soa(8)
            case NotABuffer.RECEIPT:
                self.other.reset_receipts()
                return self.other.get_receipt() if not self.state.receipts_in_use else self.receipts[0]
            case NotABuffer.INTERIOR:
                return memoryview(bytearray(192))[64:]


TestPoolAgainstModel = PoolAgainstModel.TestCase
TestPoolAgainstModel.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
