"""What is proved of the model's step, by any contract: for one step from any state in which the invariant holds.

Blocks have the numbers in which their pool first lent them, so one that was never lent has the number that comes next. A return
of a number is one of a block that is lent: all others are an address that is wrong, of a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import z3

from poolproof.reference.proof.goals import Goal, Named
from poolproof.reference.proof.invariant import Clock, View, invariant, of_sets, simple, symbolic_state
from poolproof.reference.proof.paths import End, ends
from poolproof.reference.proof.symbols import Number, number
from poolproof.spec.contracts import Contract

Claims = Callable[["Step", View], Iterator[Named]]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on any state, with whatever may be seen of it."""

    contract: Contract
    before: Any
    view: View
    code: z3.ArithRef
    block: z3.ArithRef
    size: z3.ArithRef
    record: z3.ArithRef
    known: tuple[z3.BoolRef, ...]
    """The invariant, and what is true of all sets."""

    @property
    def succeeds(self) -> z3.BoolRef:
        return self.code == 0

    @property
    def fits(self) -> z3.BoolRef:
        """The size, if there is one."""
        return z3.BoolVal(True) if self.contract.size is None else self.size <= number(self.contract.size.largest)

    def moves_alone(self, after: View, block: z3.ArithRef) -> z3.BoolRef:
        n = z3.FreshInt("n")
        return z3.Implies(n != block, _same_places(self.view, after, n))

    def is_due(self) -> z3.BoolRef:
        """The block is the one that the order says comes next; false where the order says none."""
        view, order = self.view, self.contract.order
        newest, oldest, lowest = view.newest, view.oldest, view.lowest
        match order.reuse:
            case "lifo":
                waits = z3.And(z3.BoolVal(order.fresh_first), view.fresh > 0)
                return z3.And(newest.count > 0, self.block == newest.at[newest.count - 1], z3.Not(waits))
            case "fifo":
                comes = z3.And(view.fresh == 0, view.loose.count == 0, oldest.count > 0)
                return z3.And(comes, self.block == oldest.at[oldest.count - 1])
            case "lowest-address":
                n = z3.Int("n")
                least = z3.ForAll(
                    [n], z3.Implies(lowest.holds(n), lowest.is_at_most(self.block, n)), patterns=[lowest.holds(n)]
                )
                return z3.And(lowest.holds(self.block), least)
            case _:
                return view.loose.holds(self.block)


def _same_places(one: View, other: View, n: z3.ArithRef) -> z3.BoolRef:
    """It is lent in both or in neither, and likewise free: where among the free, the invariant says."""
    free = [z3.Or(*[part.holds(n) for part in view.came_back]) for view in (one, other)]
    return z3.And(one.lent.holds(n) == other.lent.holds(n), free[0] == free[1])


def of_get(step: Step, after: View) -> Iterator[Named]:
    view, block = step.view, step.block
    yield "what is lent was not lent", z3.And(z3.Not(view.lent.holds(block)), after.lent.holds(block))
    yield "one more is lent", after.lent.count == view.lent.count + 1
    yield "and no other block moves", step.moves_alone(after, block)
    yield "a size that is too large is refused", step.fits
    yield "the peak follows", after.peak == z3.If(after.lent.count > view.peak, after.lent.count, view.peak)
    if step.contract.block.capacity == "exact":
        yield "no more than the count are lent", view.lent.count < view.block_count


def of_order(clock: Clock, step: Step) -> Iterator[Named]:
    """Of what came back, the block is the last, the first, or the lowest (ORDER-1)."""
    view, block = step.view, step.block
    n = z3.FreshInt("n")
    newest, oldest, lowest = view.newest, view.oldest, view.lowest
    waits = z3.Or(newest.holds(n), oldest.holds(n))
    chosen = z3.Or(newest.holds(block), oldest.holds(block))
    came = z3.Or(view.fresh_is_loose, chosen)
    match step.contract.order.reuse:
        case "lifo":
            yield "last in, first out", z3.Implies(z3.And(chosen, waits), clock.stamp[n] <= clock.stamp[block])
            if not step.contract.order.fresh_first:
                yield "none before what came back", z3.Implies(newest.count > 0, chosen)
            elif step.contract.block.capacity == "exact":
                yield "what was never lent goes first", z3.Implies(view.fresh > 0, z3.Or(view.fresh_is_loose, z3.Not(chosen)))
        case "fifo":
            yield "first in, first out", z3.Implies(z3.And(chosen, waits), clock.stamp[block] <= clock.stamp[n])
            yield "what was never lent goes first", z3.Implies(view.fresh > 0, z3.Not(chosen))
            if step.contract.block.capacity == "exact":
                yield "and then what came back", z3.Implies(z3.And(view.fresh == 0, view.loose.count == 0), came)
        case "lowest-address":
            least = z3.Implies(z3.And(lowest.holds(block), lowest.holds(n)), lowest.is_at_most(block, n))
            yield "the lowest address first", least
            if step.contract.block.capacity == "exact":
                came = z3.Or(view.fresh_is_loose, lowest.holds(block), lowest.count == 0)
                yield "none before what came back", came


def of_return(step: Step, after: View) -> Iterator[Named]:
    view, block = step.view, step.block
    free = z3.Or(*[part.holds(block) for part in after.came_back])
    yield "what came back is free", z3.And(free, z3.Not(after.lent.holds(block)))
    yield "one less is lent", after.lent.count == view.lent.count - 1
    yield "and no other block moves", step.moves_alone(after, block)
    yield "the peak stays", after.peak == view.peak


def of_take(step: Step, after: View) -> Iterator[Named]:
    taken = step.view.records_taken
    yield "records come in sequence", z3.And(step.record == taken, after.records_taken == taken + 1)
    yield "none is taken beyond the last", taken < step.view.record_count
    yield "blocks stay", _all_stay(step, after)


def of_reset(step: Step, after: View) -> Iterator[Named]:
    yield "all records come again", after.records_taken == 0
    yield "blocks stay", _all_stay(step, after)


def of_clear(step: Step, after: View) -> Iterator[Named]:
    view = step.view
    n = z3.FreshInt("n")
    yield "nothing is lent", z3.And(after.lent.count == 0, z3.Not(after.lent.holds(n)))
    yield "all records come again", after.records_taken == 0
    yield "the peak stays", after.peak == view.peak
    known = [part.holds(n) for part in after.parts]
    if step.contract.order.after_clear == "as-created":
        all_fresh = z3.And(after.fresh == view.block_count, after.fresh_lent == 0, z3.Not(z3.Or(*known)))
        yield "all is as after create", z3.And(all_fresh, z3.BoolVal(after.has_no_last))
    else:
        were = z3.Or(*[part.holds(n) for part in view.parts])
        yield "all that was known is free", after.loose.holds(n) == were


def _all_stay(step: Step, after: View) -> z3.BoolRef:
    n = z3.FreshInt("n")
    counts = [one.count == other.count for one, other in zip(step.view.parts, after.parts, strict=True)]
    places = [one.holds(n) == other.holds(n) for one, other in zip(step.view.parts, after.parts, strict=True)]
    return z3.And(*counts, *places, step.view.fresh == after.fresh, step.view.known == after.known)


def of_step(modules: dict[str, Any], contract: Contract) -> Iterator[tuple[str, Goal]]:
    """Of one contract, with the name of the operation that each is about."""
    promises = modules["promises"]
    if contract.size is not None:
        contract = replace(contract, size=replace(contract.size, largest=Number(z3.Int("largest"))))
    clock = Clock(z3.Array("stamp", z3.IntSort(), z3.IntSort()), z3.Int("now"))
    yield from _of_create(promises, contract, clock)
    for has_last in (False, True):
        before = symbolic_state(promises, has_last=has_last)
        view = View(before)
        known = (*(term for _, term in invariant(contract, view, clock)), *of_sets(view))
        code, block, size, record = z3.Ints("code block size record")
        step = Step(contract, before, view, code, block, size, record, known)
        for name, operation, claims, given in _operations(promises, step):
            for end in _ends(promises, step, operation, given):
                yield name, _goal(promises, step, end, name, claims, clock, given)


def _of_create(promises: Any, contract: Contract, clock: Clock) -> Iterator[tuple[str, Goal]]:
    count, records = z3.Ints("count records")
    for end in ends(lambda: promises.create(contract, Number(count), Number(records)), (count >= 1, records >= 0)):
        named = list(invariant(contract, View(end.value), clock)) if end.error is None else [_raises(end)]
        yield "create", Goal((count >= 1, records >= 0, *end.holds), tuple(named))


def _operations(promises: Any, step: Step) -> Iterator[tuple[str, Any, Claims, tuple[z3.BoolRef, ...]]]:
    view, contract, block = step.view, step.contract, step.block
    size = None if contract.size is None else Number(step.size)
    yield "get", promises.Get(size), of_get, (block >= 0, block <= view.known)
    yield "return", promises.Return(Number(block)), of_return, (view.lent.holds(block), block >= 0, block < view.known)
    for wrong in promises.Wrong:
        answer = getattr(contract.misuse, wrong.value)
        if answer.how.value in ("refused", "ignored"):
            yield f"return ({wrong.value})", promises.Return(wrong), _nothing, ()
    if contract.sequence is not None:
        yield "take", promises.Take(), of_take, ()
        yield "reset", promises.Reset(), of_reset, ()
    if contract.life.clear:
        yield "clear", promises.Clear(), of_clear, ()


def _nothing(_: Step, __: View) -> Iterator[Named]:
    """Of a wrong return: it never comes to this."""
    yield "a wrong return changes nothing", z3.BoolVal(False)


def _ends(promises: Any, step: Step, operation: Any, given: tuple[z3.BoolRef, ...]) -> Iterator[End]:
    seen = promises.Seen(Number(step.code), Number(step.block), Number(z3.Int("address")), Number(step.record))
    known = (*(term for _, term in simple(step.contract, step.view)), *given)
    return ends(lambda: promises.step(step.contract, step.before, operation, seen), known)


def _goal(promises: Any, step: Step, end: End, name: str, claims: Claims, clock: Clock, given: tuple[z3.BoolRef, ...]) -> Goal:
    view = step.view
    holds = (*step.known, *given, *end.holds)
    if end.error is not None:
        return Goal(holds, (_raises(end),))
    if end.value is step.before:
        return Goal(holds, tuple(_of_refusal(step, name)))
    if isinstance(end.value, promises.Broken):
        return Goal(holds, tuple(_of_blame(step, name)))
    after = View(end.value)
    later = clock.after_return(step.block) if name == "return" else clock
    proved = [*invariant(step.contract, after, later), *claims(step, after)]
    if name == "get":
        proved += of_order(clock, step)
    same = z3.And(after.block_count == view.block_count, after.record_count == view.record_count, after.known >= view.known)
    proved += [("the counts stay", same), ("only a success changes the state", step.succeeds)]
    proved += _of_counters(promises, step.contract, end.value, after)
    return Goal(holds, tuple(proved))


def _raises(end: End) -> Named:
    return f"the step never raises {type(end.error).__name__}", z3.BoolVal(False)


def _of_refusal(step: Step, name: str) -> Iterator[Named]:
    """The very state before it: nothing has changed (REFUSE-1). It may not come where success is due."""
    view = step.view
    if name == "get" and step.contract.block.capacity == "exact":
        yield "a get is refused where all are lent alone", z3.Implies(step.fits, view.lent.count == view.block_count)
    elif name == "get":
        yield "a get is refused where the count is lent alone", z3.Implies(step.fits, view.lent.count >= view.block_count)
    elif name == "take":
        yield "a take is refused after the last alone", view.records_taken == view.record_count
    elif not name.startswith("return ("):
        yield "it is never refused", z3.BoolVal(False)


def _of_blame(step: Step, name: str) -> Iterator[Named]:
    """A sound pool is not blamed."""
    match name:
        case "get":
            right = z3.And(step.fits, step.succeeds, step.is_due())
        case "take":
            right = z3.And(step.succeeds, step.record == step.view.records_taken, step.record < step.view.record_count)
        case "return" | "reset" | "clear":
            right = step.succeeds
        case _:
            return
    yield "what is right is not blamed", z3.Not(right)


def _of_counters(promises: Any, contract: Contract, state: Any, after: View) -> Iterator[Named]:
    used = after.lent.count
    due = {"used": used, "free": after.block_count - used, "capacity": after.block_count, "peak": after.peak}
    for name, value in promises.counters(contract, state).items():
        yield f"the counter {name} is right", number(value) == due[name]
