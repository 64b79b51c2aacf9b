"""What is proved of two operations, and of the plain model of `knhk` (``model.py``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import z3

from poolproof.reference.proof.goals import Goal, Named
from poolproof.reference.proof.invariant import Clock, View, for_all, invariant, of_sets, simple, symbolic_state
from poolproof.reference.proof.parts import SymbolicSet, SymbolicStack, part_of, symbolic_set, symbolic_stack
from poolproof.reference.proof.paths import End, current, ends
from poolproof.reference.proof.symbols import Number, number
from poolproof.spec import Status
from poolproof.spec.contracts import Contract


def of_undone_return(modules: dict[str, Any], contract: Contract) -> Iterator[tuple[str, Goal]]:
    """Last in, first out: a get right after a return lends that block, and leaves what was before both."""
    if contract.order.reuse != "lifo" or contract.order.fresh_first:
        return
    promises = modules["promises"]
    before = symbolic_state(promises, has_last=False)
    view = View(before)
    clock = Clock(z3.Array("stamp", z3.IntSort(), z3.IntSort()), z3.Int("now"))
    returned, lent, j = z3.Ints("returned lent j")
    given = (view.lent.holds(returned), returned >= 0, returned < view.known, lent >= 0, lent <= view.known)

    def run() -> Any:
        there = promises.Seen(0, Number(returned), Number(z3.Int("address")))
        between = promises.step(contract, before, promises.Return(Number(returned)), there)
        size = None if contract.size is None else contract.size.largest
        return promises.step(contract, between, promises.Get(size), promises.Seen(0, Number(lent), Number(z3.Int("other"))))

    known = (*(term for _, term in simple(contract, view)), *given)
    for end in ends(run, known):
        holds = (*(term for _, term in invariant(contract, view, clock)), *of_sets(view), *given, *end.holds)
        if end.error is not None:
            yield "return, get", Goal(holds, ((f"it never raises {type(end.error).__name__}", z3.BoolVal(False)),))
        elif isinstance(end.value, promises.Broken):
            yield "return, get", Goal(holds, (("what is right is not blamed", lent != returned),))
        else:
            after = View(end.value)
            same = z3.And(after.newest.count == view.newest.count, after.lent.count == view.lent.count)
            stays = z3.Implies(z3.And(j >= 0, j < view.newest.count), after.newest.at[j] == view.newest.at[j])
            alike = after.lent.holds(j) == view.lent.holds(j)
            claims = (("the last returned is lent", lent == returned), ("all is as before", z3.And(same, stays, alike)))
            yield "return, get", Goal(holds, claims)


# ---- the plain model ----


def of_plain_model(modules: dict[str, Any]) -> Iterator[tuple[str, Goal]]:
    """Its free buffers are a stack of numbers below the capacity, and all others are lent."""
    plain = modules["model"]
    capacity, receipts, in_use, size, buffer = z3.Ints("capacity receipts in_use size buffer")
    free, lent = symbolic_stack("free"), symbolic_set("lent")
    before = plain.PoolState(Number(capacity), Number(receipts), free, lent, Number(in_use))
    bounds = (capacity >= 1, receipts >= 1, free.count >= 0, lent.count >= 0)
    known = (*bounds, *_of_plain(before))
    yield from _of_creation(plain, capacity)
    plain._creation_order = _created
    not_owned = [plain.ReturnSoa(each) for each in plain.NotABuffer]
    others = [plain.GetReceipt(), plain.ResetReceipts(), plain.Clear()]
    possible = (*bounds, free.count + lent.count == capacity)
    for operation in (plain.GetSoa(Number(size)), plain.ReturnSoa(Number(buffer)), *not_owned, *others):
        name = f"plain {type(operation).__name__}"
        for end in ends(partial(plain.step, before, operation), possible):
            yield name, Goal((*known, *end.holds), tuple(_of_plain_end(before, operation, end)))


def _of_plain(state: Any) -> tuple[z3.BoolRef, ...]:
    i = z3.Int("i")
    free, lent = part_of(state.free), part_of(state.lent)
    assert isinstance(free, SymbolicStack)
    assert isinstance(lent, SymbolicSet)
    capacity, in_use = number(state.soa_capacity), number(state.receipts_in_use)
    partition = z3.Implies(z3.And(i >= 0, i < capacity), free.holds(i) != lent.holds(i))
    inside = z3.Implies(z3.Or(free.holds(i), lent.holds(i)), z3.And(i >= 0, i < capacity))
    stands = z3.Implies(z3.And(i >= 0, i < free.count), z3.And(free.place[free.at[i]] == i, free.holds(free.at[i])))
    return (
        free.count + lent.count == capacity,
        z3.And(in_use >= 0, in_use <= number(state.receipt_capacity)),
        for_all(i, z3.And(partition, inside), [free.place[i], lent.member[i]]),
        z3.ForAll([i], stands, patterns=[free.at[i]]),
    )


def _of_plain_end(before: Any, operation: Any, end: End) -> Iterator[Named]:
    if end.error is not None:
        yield f"it never raises {type(end.error).__name__}", z3.BoolVal(False)
        return
    answer: Any = end.value
    after, outcome = answer
    is_ok = outcome.status is Status.OK
    in_use, receipts = number(before.receipts_in_use), number(before.receipt_capacity)
    for i, claim in enumerate(_of_plain(after)):
        yield f"the invariant is kept ({i + 1} of 4)", claim
    yield "a refusal changes nothing", z3.BoolVal(is_ok or after is before)
    match type(operation).__name__:
        case "GetSoa":
            yield from _of_plain_get(before, after, outcome, number(operation.size))
        case "ReturnSoa" if is_ok:
            came = z3.And(
                after.free.count == before.free.count + 1, after.free.at[before.free.count] == number(operation.buffer)
            )
            yield "it comes to the top, and was lent", z3.And(came, before.lent.holds(number(operation.buffer)))
        case "ReturnSoa" if isinstance(operation.buffer, Number):
            buffer = number(operation.buffer)
            yield "what is lent is taken", z3.Not(before.lent.holds(buffer))
            is_own = z3.And(buffer >= 0, buffer < number(before.soa_capacity))
            yield "what is no buffer is not owned, and no other", is_own == z3.BoolVal(outcome.status is Status.NOT_IN_USE)
        case "GetReceipt" if is_ok:
            yield "receipts come in sequence", z3.And(number(outcome.receipt) == in_use, in_use < receipts)
        case "GetReceipt":
            yield "none comes beyond the last", in_use == receipts
        case "ResetReceipts" | "Clear":
            yield "all receipts come again", number(after.receipts_in_use) == 0


def _of_plain_get(before: Any, after: Any, outcome: Any, size: z3.ArithRef) -> Iterator[Named]:
    free = before.free
    match outcome.status:
        case Status.OK:
            lent = number(outcome.buffer)
            yield "the top is lent", z3.And(lent == free.at[free.count - 1], after.free.count == free.count - 1)
            yield "of a size that fits", z3.And(size <= 8, after.lent.holds(lent))
        case Status.INVALID_SIZE:
            yield "the size is looked at first", size > 8
        case _:
            yield "it is exhausted when nothing is free", z3.And(size <= 8, free.count == 0)


def _created(capacity: Number) -> SymbolicStack:
    """What the loop of ``_creation_order`` comes to, by the goals of :func:`_of_creation`: the lowest number on top."""
    created = symbolic_stack("created", capacity.term)
    i = z3.Int("i")
    for each in (created.at, created.place):
        current().holds.append(z3.ForAll([i], each[i] == capacity.term - 1 - i, patterns=[each[i]]))
    return created


def _of_creation(plain: Any, capacity: z3.ArithRef) -> Iterator[tuple[str, Goal]]:
    """By induction over the rounds of its loop, each of which pushes the next lower number."""
    done, i = z3.Ints("done i")
    stack = symbolic_stack("built", done)

    def holds(built: SymbolicStack, count: z3.ArithRef) -> z3.BoolRef:
        stands = z3.And(built.at[i] == capacity - 1 - i, built.place[capacity - 1 - i] == i)
        return z3.And(built.count == count, z3.ForAll([i], z3.Implies(z3.And(i >= 0, i < count), stands)))

    given = (done >= 0, done < capacity, holds(stack, done))
    pushed = stack.push(Number(capacity - 1 - done))
    empty = part_of(plain.EMPTY_STACK)
    assert isinstance(empty, SymbolicStack)
    yield "plain create", Goal(given, (("a round of its loop", holds(pushed, done + 1)),))
    yield "plain create", Goal((), (("before the first round", holds(empty, z3.IntVal(0))),))
