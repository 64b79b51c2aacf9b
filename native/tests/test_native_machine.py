"""Random histories of the C pool against the model: every outcome, every usage, every word of memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from poolproof.native import BufferPool, PoolError, Receipt, SoaBuffer
from poolproof.reference import model
from poolproof.reference.model import NotABuffer
from poolproof.spec import Status

CAPACITIES = st.sampled_from([1, 2, 3, 4, 16, 257])
SIZES = st.one_of(st.integers(0, 8), st.sampled_from([9, 255, 256, 2**32, 2**63, 2**64 - 1]))
WORDS = st.integers(0, 2**64 - 1)


T = TypeVar("T")


def outcome(operation: Callable[[], T]) -> tuple[T | None, Status]:
    try:
        return operation(), Status.OK
    except PoolError as refusal:
        return None, refusal.status


class NativeAgainstModel(RuleBasedStateMachine):
    """The address of a buffer is learned when its number is lent first, and must be its address ever after (CAP-2, ORDER-3)."""

    @initialize(soa_capacity=CAPACITIES, receipt_capacity=CAPACITIES)
    def create(self, soa_capacity: int, receipt_capacity: int) -> None:
        self.pool = BufferPool(soa_capacity, receipt_capacity)
        self.other = BufferPool(1, 1)
        self.state = model.create(soa_capacity, receipt_capacity)
        self.addresses: dict[int, int] = {}
        self.receipt_addresses: dict[int, int] = {}
        self.buffers: dict[int, SoaBuffer] = {}
        self.written: dict[int, list[int]] = {}

    @rule(size=SIZES)
    def get_soa(self, size: int) -> None:
        self.state, expected = model.step(self.state, model.GetSoa(size))
        buffer, status = outcome(lambda: self.pool.get_soa(size))
        assert status is expected.status
        if buffer is None:
            return
        assert expected.buffer is not None
        assert buffer.words.tolist() == [0] * 24
        assert buffer.address % 64 == 0
        assert self.addresses.setdefault(expected.buffer, buffer.address) == buffer.address
        assert len(set(self.addresses.values())) == len(self.addresses)
        self.buffers[expected.buffer] = buffer
        self.written[expected.buffer] = [0] * 24

    @rule(amount=st.integers(1, 300))
    def get_many(self, amount: int) -> None:
        for _ in range(min(amount, self.state.soa_capacity + 1)):
            self.get_soa(8)

    @rule(data=st.data(), word=WORDS)
    def write_everywhere(self, data: st.DataObject, word: int) -> None:
        if self.state.lent:
            number = data.draw(st.sampled_from(sorted(self.state.lent)))
            self.written[number] = [word ^ lane for lane in range(24)]
            for lane, value in enumerate(self.written[number]):
                self.buffers[number].words[lane] = value

    @rule(data=st.data())
    def return_soa(self, data: st.DataObject) -> None:
        if self.buffers:
            self.return_number(data.draw(st.sampled_from(sorted(self.buffers))))

    @rule()
    def return_all(self) -> None:
        for number in sorted(self.state.lent):
            self.return_number(number)

    def return_number(self, number: int) -> None:
        self.state, expected = model.step(self.state, model.ReturnSoa(number))
        _, status = outcome(lambda: self.pool.return_soa(self.buffers[number]))
        assert status is expected.status

    @rule(what=st.sampled_from(["none", "receipt", "other pool", "address"]))
    def return_what_is_no_buffer(self, what: str) -> None:
        self.other.clear()
        receipt, foreign = self.other.get_receipt(), self.other.get_soa(8)
        given = {"none": None, "receipt": receipt, "other pool": foreign, "address": foreign.address}[what]
        self.state, expected = model.step(self.state, model.ReturnSoa(NotABuffer.FOREIGN))
        _, status = outcome(lambda: self.pool.return_soa(given))
        assert status is expected.status

    @rule()
    def get_receipt(self) -> None:
        self.state, expected = model.step(self.state, model.GetReceipt())
        receipt, status = outcome(self.pool.get_receipt)
        assert status is expected.status
        if receipt is None:
            return
        assert expected.receipt is not None
        self.check_blank(receipt, expected.receipt)
        receipt.view[:] = b"\xff" * 128

    def check_blank(self, receipt: Receipt, number: int) -> None:
        assert bytes(receipt.view) == number.to_bytes(8, "little") + bytes(120)
        assert receipt.address % 64 == 0
        assert self.receipt_addresses.setdefault(number, receipt.address) == receipt.address

    @rule()
    def reset_receipts(self) -> None:
        self.state, _ = model.step(self.state, model.ResetReceipts())
        self.pool.reset_receipts()

    @rule()
    def clear(self) -> None:
        self.state, _ = model.step(self.state, model.Clear())
        self.pool.clear()

    @invariant()
    def usage_is_exact(self) -> None:
        found, expected = self.pool.capacity_usage(), model.usage(self.state)
        assert (found.soa_in_use, found.soa_total) == (expected.soa_in_use, expected.soa_total)
        assert (found.receipts_in_use, found.receipts_total) == (expected.receipts_in_use, expected.receipts_total)

    @invariant()
    def nobody_else_writes_to_what_is_lent(self) -> None:
        for number in self.state.lent:
            assert self.buffers[number].words.tolist() == self.written[number]


NativeAgainstModel.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestNativeAgainstModel = NativeAgainstModel.TestCase
