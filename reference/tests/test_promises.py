"""The model of every contract: sound pools of every order conform, whatever they choose; each broken promise is named."""

from __future__ import annotations

import random

import pytest

from poolproof.reference import model, promises
from poolproof.reference.promises import (
    Answers,
    Broken,
    Clear,
    Get,
    Lends,
    Operation,
    PoolState,
    Reset,
    Return,
    Rule,
    Seen,
    Take,
    Wrong,
    counters,
    create,
    expected,
    step,
)
from poolproof.spec.contracts import Contract, load_contract, read_contract

COUNT = 6


def contract_of(order: str = "", block: str = "", rest: str = "") -> Contract:
    return read_contract(
        f'contract = 1\nname = "tried"\n[block]\nsize = 64\ncount = {COUNT}\n{block}\n[order]\n{order}\n'
        '[counters]\nused = "exact"\nfree = "exact"\npeak = "exact"\n[sequence]\nsize = 8\ncount = 3\n[life]\nclear = true\n'
        f"{rest}",
        "here",
    )


class Pool:
    """A pool of lists, obviously right: which of the free blocks it lends is told by a rule."""

    def __init__(self, contract: Contract, source: random.Random) -> None:
        self.contract, self.source = contract, source
        addresses = list(range(COUNT))
        if contract.order.fresh == "any" and contract.order.reuse != "lowest-address":
            source.shuffle(addresses)
        elif contract.order.fresh == "descending":
            addresses.reverse()
        self.creation = addresses
        self.numbers: dict[int, int] = {}
        self.more = COUNT
        self.begin()

    def begin(self) -> None:
        self.fresh = list(self.creation)
        self.free: list[int] = []
        self.loose: list[int] = []
        self.lent: list[int] = []
        self.taken = 0

    def number(self, address: int) -> int:
        return self.numbers.setdefault(address, len(self.numbers))

    def get(self) -> Seen:
        address = self.chosen()
        if address is None:
            return Seen(code=1)
        self.lent.append(address)
        return Seen(block=self.number(address), address=address)

    def chosen(self) -> int | None:
        order, source = self.contract.order, self.source
        if order.reuse == "any" or (self.loose and (order.reuse == "fifo" or not self.free)):
            piles = [each for each in (self.free if order.reuse == "any" else [], self.loose, self.fresh) if each]
            pile = source.choice(piles or [[]])
            if pile is self.fresh and pile and order.reuse != "any" and self.loose:
                return pile.pop(source.randrange(len(pile)))
            return pile.pop(0 if pile is self.fresh else source.randrange(len(pile))) if pile else self.another()
        if order.reuse == "lowest-address":
            everything = self.free + self.fresh
            if not everything:
                return self.another()
            lowest = min(everything)
            (self.free if lowest in self.free else self.fresh).remove(lowest)
            return lowest
        fresh_goes_first = order.reuse == "fifo" or order.fresh_first
        if self.fresh and (fresh_goes_first or not self.free):
            return self.fresh.pop(0)
        if self.free:
            return self.free.pop(-1 if order.reuse == "lifo" else 0)
        return self.another()

    def another(self) -> int | None:
        if self.contract.block.capacity == "exact":
            return None
        self.more += 1
        return self.more

    def give_back(self, at: int) -> Seen:
        address = self.lent.pop(at)
        self.free.append(address)
        return Seen(block=self.number(address), address=address)

    def take(self) -> Seen:
        if self.taken == 3:
            return Seen(code=1)
        self.taken += 1
        return Seen(record=self.taken - 1)

    def clear(self) -> None:
        if self.contract.order.after_clear == "as-created":
            self.begin()
            return
        self.loose += self.free + self.lent
        self.free, self.lent, self.taken = [], [], 0
        if self.contract.order.reuse == "any":
            self.free, self.loose = self.loose, []


CONTRACTS = {
    "any": contract_of(),
    "any, ascending": contract_of('fresh = "ascending"'),
    "lifo": contract_of('reuse = "lifo"'),
    "lifo, as created": contract_of('reuse = "lifo"\nafter_clear = "as-created"\nfresh = "descending"'),
    "lifo, fresh first": contract_of('reuse = "lifo"\nfresh_first = true\nafter_clear = "as-created"'),
    "fifo": contract_of('reuse = "fifo"\nfresh = "ascending"'),
    "fifo, as created": contract_of('reuse = "fifo"\nafter_clear = "as-created"'),
    "lowest address": contract_of('reuse = "lowest-address"\nafter_clear = "as-created"'),
    "at least": contract_of('reuse = "lifo"', 'capacity = "at-least"'),
    "grows": contract_of('reuse = "fifo"', 'capacity = "at-least"\nexhausted = "grows"'),
}


def play(contract: Contract, pool: Pool, moves: int, source: random.Random) -> PoolState | Broken:
    state: PoolState | Broken = create(contract, COUNT)
    for _ in range(moves):
        assert isinstance(state, PoolState)
        operation: Operation
        match source.choice("gggggrrrrtc" if source.random() < 0.5 else "ggggrrrrRt"):
            case "r" if pool.lent:
                seen = pool.give_back(source.randrange(len(pool.lent)))
                assert seen.block is not None
                operation = Return(seen.block)
            case "t":
                operation, seen = Take(), pool.take()
            case "R":
                pool.taken = 0
                operation, seen = Reset(), Seen()
            case "c" if source.random() < 0.3:
                pool.clear()
                operation, seen = Clear(), Seen()
            case _ if len(pool.lent) < 3 * COUNT:
                operation, seen = Get(), pool.get()
            case _:
                continue
        state = step(contract, state, operation, seen)
        if isinstance(state, Broken):
            return state
        assert counters(contract, state)["used"] == len(pool.lent)
    return state


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_sound_pool_breaks_nothing(name: str) -> None:
    contract = CONTRACTS[name]
    for seed in range(60):
        source = random.Random(seed)
        end = play(contract, Pool(contract, source), 120, source)
        assert isinstance(end, PoolState), f"seed {seed}: {end}"


def broken_by(order: str, *sequence: tuple[Operation, Seen], block: str = "", rest: str = "") -> Rule:
    """What the last of these breaks, and none of those before it."""
    contract = contract_of(order, block, rest)
    state: PoolState | Broken = create(contract, COUNT)
    for operation, seen in sequence:
        assert isinstance(state, PoolState), f"{state} before {operation}"
        state = step(contract, state, operation, seen)
    assert isinstance(state, Broken)
    return state.rule


def got(number: int, address: int | None = None) -> tuple[Operation, Seen]:
    return Get(), Seen(block=number, address=number if address is None else address)


def returned(number: int) -> tuple[Operation, Seen]:
    return Return(number), Seen(block=number, address=number)


CLEAR: tuple[Operation, Seen] = (Clear(), Seen())


def test_lifo_is_the_last_returned() -> None:
    assert broken_by('reuse = "lifo"', got(0), got(1), returned(0), returned(1), got(0)) is Rule.WRONG_BLOCK
    assert broken_by('reuse = "lifo"', got(0), returned(0), got(1)) is Rule.WRONG_BLOCK


def test_fresh_first_is_fresh_first() -> None:
    assert broken_by('reuse = "lifo"\nfresh_first = true', got(0), returned(0), got(0)) is Rule.WRONG_BLOCK


def test_fifo_is_the_first_returned_after_those_never_lent() -> None:
    drained = [got(number) for number in range(COUNT)]
    assert broken_by('reuse = "fifo"', got(0), returned(0), got(0)) is Rule.WRONG_BLOCK
    assert broken_by('reuse = "fifo"', *drained, returned(3), returned(1), got(1)) is Rule.WRONG_BLOCK


def test_lowest_address_is_the_lowest() -> None:
    assert broken_by('reuse = "lowest-address"', got(0, 5), got(1, 4)) is Rule.FRESH_ORDER
    order = 'reuse = "lowest-address"'
    assert broken_by(order, got(0), got(1), returned(1), returned(0), got(1)) is Rule.WRONG_BLOCK
    assert broken_by(order, got(0), returned(0), got(1)) is Rule.WRONG_BLOCK


def test_never_lent_blocks_ascend() -> None:
    assert broken_by('fresh = "ascending"', got(0, 7), got(1, 3)) is Rule.FRESH_ORDER
    assert broken_by('fresh = "descending"', got(0, 7), got(1, 9)) is Rule.FRESH_ORDER


def test_as_created_is_the_same_order_again() -> None:
    order = 'reuse = "lifo"\nafter_clear = "as-created"'
    assert broken_by(order, got(0), got(1), CLEAR, got(1)) is Rule.WRONG_BLOCK
    assert broken_by(order, got(0), CLEAR, got(1)) is Rule.WRONG_BLOCK


def test_what_is_lent_is_not_lent_again() -> None:
    assert broken_by("", got(0), got(0)) is Rule.NOT_FREE


def test_the_count_can_be_lent_and_no_more() -> None:
    drained = [got(number) for number in range(COUNT)]
    assert broken_by("", got(0), (Get(), Seen(code=1))) is Rule.REFUSED
    assert broken_by("", *drained, got(COUNT)) is Rule.SUCCEEDED
    assert broken_by("", *drained, returned(2), got(COUNT)) is Rule.GREW
    assert broken_by("", *drained[:-1], (Get(), Seen(code=1)), block='capacity = "at-least"') is Rule.REFUSED
    assert broken_by("", *drained, returned(0), (Get(), Seen(code=1)), block='capacity = "at-least"') is Rule.REFUSED
    assert broken_by("", *drained, (Get(), Seen(code=1)), block='capacity = "at-least"\nexhausted = "grows"') is Rule.REFUSED


def test_a_promised_code_is_this_code() -> None:
    drained = [got(number) for number in range(COUNT)]
    assert broken_by("", *drained, (Get(), Seen(code=-1)), block='exhausted = "refused:-12"') is Rule.OTHER_CODE
    misuse = '[misuse]\nnull = "refused:4"\ndouble = "ignored"\n'
    assert broken_by("", (Return(Wrong.NULL), Seen(code=0)), rest=misuse) is Rule.SUCCEEDED
    assert broken_by("", (Return(Wrong.NULL), Seen(code=5)), rest=misuse) is Rule.OTHER_CODE


def test_a_proper_return_is_taken() -> None:
    assert broken_by("", got(0), (Return(0), Seen(code=1, block=0))) is Rule.REFUSED


def test_records_come_in_sequence() -> None:
    taken = [(Take(), Seen(record=number)) for number in range(3)]
    assert broken_by("", taken[0], (Take(), Seen(record=2))) is Rule.WRONG_RECORD
    assert broken_by("", *taken, (Take(), Seen(record=3))) is Rule.SUCCEEDED
    assert broken_by("", *taken, (Reset(), Seen()), (Take(), Seen(code=1))) is Rule.REFUSED


def test_too_large_a_size_comes_before_the_capacity_or_after_it() -> None:
    size = '[size]\nlargest = 64\ntoo_large = "refused:22"\n'
    contract = contract_of("", 'exhausted = "refused:12"', size)
    state: PoolState | Broken = create(contract, COUNT)
    for number in range(COUNT):
        assert isinstance(state, PoolState)
        assert expected(contract, state, Get(65)) == Answers((contract.size.too_large,)) if contract.size else False
        state = step(contract, state, Get(8), Seen(block=number, address=number))
    assert isinstance(state, PoolState)
    assert isinstance(step(contract, state, Get(65), Seen(code=12)), Broken)
    either = contract_of("", 'exhausted = "refused:12"', size + "before_capacity = false\n")
    assert step(either, state, Get(65), Seen(code=12)) is state
    assert step(either, state, Get(65), Seen(code=22)) is state


def test_a_refusal_is_the_same_state() -> None:
    contract = contract_of(rest='[misuse]\nnull = "ignored"\n')
    state = create(contract, COUNT)
    assert step(contract, state, Return(Wrong.NULL), Seen(code=77)) is state


def test_knhk_is_what_the_plain_model_says() -> None:
    """The model of the C lane and of the reference pool, and this one, in step."""
    contract = load_contract("knhk")
    for seed in range(20):
        source = random.Random(seed)
        plain, state = model.create(5, 4), create(contract, 5, 4)
        for _ in range(300):
            operation, own = source.choice(
                [
                    (Get(8), model.GetSoa(8)),
                    (Get(8), model.GetSoa(8)),
                    (Get(9), model.GetSoa(9)),
                    (Take(), model.GetReceipt()),
                    (Reset(), model.ResetReceipts()),
                    *[(Return(each), model.ReturnSoa(each)) for each in plain.lent],
                    *([(Clear(), model.Clear())] if source.random() < 0.1 else []),
                ]
            )
            due = expected(contract, state, operation)
            plain, outcome = model.step(plain, own)
            block = operation.block if isinstance(operation, Return) else outcome.buffer
            assert isinstance(block, int | None)
            if isinstance(due, Lends) and block is not None:
                assert due.allowed.one == block or due.allowed.fresh
            seen = Seen(code=int(outcome.status), block=block, record=outcome.receipt)
            after = step(contract, state, operation, seen)
            assert isinstance(after, PoolState), (seed, operation, seen, after)
            state = after
            assert counters(contract, state) == {"used": len(plain.lent), "capacity": 5}


@pytest.mark.parametrize("reuse", ["any", "lifo", "fifo"])
def test_a_drain_and_its_returns_come_to_what_single_steps_come_to(reuse: str) -> None:
    contract = read_contract(
        f'contract = 1\nname = "tried"\n[block]\nsize = 8\ncount = 9\n[order]\nreuse = "{reuse}"\n', "tried"
    )
    state = promises.create(contract, 9)
    for number in range(7):
        after = promises.step(contract, state, promises.Get(), promises.Seen(0, number, 100 + number))
        assert isinstance(after, promises.PoolState)
        if number == 1:
            drained = promises.after_drain(after, 5)
        state = after
    assert drained._replace(last_fresh_address=state.last_fresh_address) == state
    at_once = promises.after_returns(contract, state, 6, 4)
    for number in range(6, 2, -1):
        after = promises.step(contract, state, promises.Return(number), promises.Seen(0, number, 100 + number))
        assert isinstance(after, promises.PoolState)
        state = after
    assert at_once == state
