"""What holds of every state of the model: for create, and kept by each operation, whatever the count of blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import z3

from poolproof.reference.proof.goals import Named
from poolproof.reference.proof.parts import (
    Part,
    SymbolicRow,
    SymbolicSet,
    SymbolicStack,
    part_of,
    symbolic_row,
    symbolic_set,
    symbolic_stack,
)
from poolproof.reference.proof.symbols import Number, Truth, number, truth
from poolproof.spec.contracts import Contract


@dataclass(frozen=True, slots=True)
class Clock:
    """A ghost, which the model has none of: when each block came back last, and a time after all of these."""

    stamp: z3.ArrayRef
    now: z3.ArithRef

    def after_return(self, block: z3.ArithRef) -> Clock:
        return Clock(z3.Store(self.stamp, block, self.now), self.now + 1)


class View:
    """A state of the model, in terms."""

    def __init__(self, state: Any) -> None:
        free = state.free
        self.newest: SymbolicStack = part_of(free.newest)
        self.oldest: SymbolicStack = part_of(free.oldest)
        self.lowest: SymbolicRow = part_of(free.lowest)
        self.loose: SymbolicSet = part_of(free.loose)
        self.lent: SymbolicSet = part_of(state.lent)
        self.block_count, self.known, self.peak = number(state.block_count), number(state.known), number(state.peak)
        self.fresh, self.fresh_lent = number(free.fresh), number(free.fresh_lent)
        self.fresh_is_loose = truth(free.fresh_is_loose)
        self.record_count, self.records_taken = number(state.record_count), number(state.records_taken)
        self.has_no_last = state.last_fresh_address is None

    @property
    def came_back(self) -> tuple[Part, ...]:
        return self.newest, self.oldest, self.lowest, self.loose

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.came_back, self.lent)

    @property
    def all_counted(self) -> z3.ArithRef:
        return z3.Sum([self.fresh, *(each.count for each in self.parts)])


def symbolic_state(promises: Any, *, has_last: bool) -> Any:
    """Any state whatever. ``has_last``: a block that was never lent before was lent since create."""

    def fresh_number(name: str) -> Number:
        return Number(z3.FreshInt(name))

    free = promises.Free(
        fresh_number("fresh"),
        fresh_number("fresh_lent"),
        symbolic_stack("newest"),
        symbolic_stack("oldest"),
        symbolic_row("lowest"),
        symbolic_set("loose"),
        Truth(z3.FreshBool("fresh_is_loose")),
    )
    last = fresh_number("last_fresh_address") if has_last else None
    counts = [fresh_number(name) for name in ("record_count", "records_taken", "peak")]
    return promises.PoolState(fresh_number("block_count"), free, symbolic_set("lent"), fresh_number("known"), last, *counts)


def simple(contract: Contract, view: View) -> Iterator[Named]:
    """Of the invariant, what takes no quantifier: also what paths are ruled out by."""
    reuse, is_exact = contract.order.reuse, contract.block.capacity == "exact"
    counts = [view.fresh, view.fresh_lent, view.known, view.records_taken, *(each.count for each in view.parts)]
    yield "nothing is counted below 0", z3.And(*[each >= 0 for each in counts], view.block_count >= 1)
    yield "no more records are taken than there are", view.records_taken <= view.record_count
    yield "the peak is at least what is lent", view.lent.count <= view.peak
    if is_exact:
        yield "free and lent come to the count", view.all_counted == view.block_count
        yield "no more blocks are known than there are", view.known <= view.block_count
    else:
        yield "free and lent come to the count at least", view.all_counted >= view.block_count
    orders: tuple[tuple[Part, tuple[str, ...]], ...] = (
        (view.newest, ("lifo", "fifo")),
        (view.oldest, ("fifo",)),
        (view.lowest, ("lowest-address",)),
    )
    others = [part for part, kept_by in orders if reuse not in kept_by]
    yield "nothing stands in another order", z3.And(*[each.count == 0 for each in others])
    if reuse == "fifo":
        yield "the queue has a front", z3.Implies(view.oldest.count == 0, view.newest.count == 0)
    if reuse != "any":
        yield "nothing is loose before a clear", z3.Implies(z3.Not(view.fresh_is_loose), view.loose.count == 0)
    if contract.order.after_clear == "as-created":
        yield "nothing is loose where a clear is a new beginning", z3.Not(view.fresh_is_loose)
    if reuse != "any" and is_exact:
        lent_fresh = z3.And(view.fresh_lent + view.fresh == view.block_count, view.fresh_lent <= view.known)
        yield "those lent since create are counted", z3.Or(view.fresh_is_loose, lent_fresh)


def invariant(contract: Contract, view: View, clock: Clock) -> Iterator[Named]:
    yield from simple(contract, view)
    n = z3.Int("n")
    places = [each.place[n] if isinstance(each, SymbolicStack) else each.member[n] for each in view.parts]
    for stack in (view.newest, view.oldest):
        at = stack.at[n]
        stands = z3.Implies(z3.And(n >= 0, n < stack.count), stack.place[at] == n)
        yield "no block stands twice in an order", z3.ForAll([n], stands, patterns=[at])
    holds = [each.holds(n) for each in view.parts]
    yield "every block is one that was lent", for_all(n, z3.Implies(z3.Or(*holds), z3.And(n >= 0, n < view.known)), places)
    at_most_one = z3.And(*[z3.Not(z3.And(one, other)) for i, one in enumerate(holds) for other in holds[:i]])
    yield "no block is in two places", for_all(n, at_most_one, places)
    if contract.order.reuse != "any" and contract.block.capacity == "exact":
        numbered = z3.Implies(z3.And(z3.Not(view.fresh_is_loose), z3.Or(*holds)), n < view.fresh_lent)
        yield "those lent since create have the lowest numbers", for_all(n, numbered, places)
    yield from _of_time(contract.order.reuse, view, clock)


def of_sets(view: View) -> Iterator[z3.BoolRef]:
    """What is true of each finite set, and so of what there may be at first: of none that holds nothing, something is in it."""
    n = z3.Int("n")
    for each in view.parts:
        if isinstance(each, SymbolicSet | SymbolicRow):
            nothing = z3.ForAll([n], z3.Not(each.member[n]), patterns=[each.member[n]])
            yield z3.Implies(each.count == 0, nothing)


def _of_time(reuse: str, view: View, clock: Clock) -> Iterator[Named]:
    i, j = z3.Ints("i j")
    newest, oldest = view.newest, view.oldest
    if reuse not in ("lifo", "fifo"):
        return

    def ordered(before: SymbolicStack, after: SymbolicStack, given: z3.BoolRef) -> z3.BoolRef:
        inside = z3.And(i >= 0, i < before.count, j >= 0, j < after.count, given)
        earlier = clock.stamp[before.at[i]] < clock.stamp[after.at[j]]
        return z3.ForAll([i, j], z3.Implies(inside, earlier), patterns=[z3.MultiPattern(before.at[i], after.at[j])])

    for stack in (newest, oldest):
        past = z3.Implies(z3.And(i >= 0, i < stack.count), clock.stamp[stack.at[i]] < clock.now)
        yield "every return is past", z3.ForAll([i], past, patterns=[stack.at[i]])
    yield "what came back later stands above", ordered(newest, newest, i < j)
    if reuse == "fifo":
        yield "in the front of the queue, below", ordered(oldest, oldest, i > j)
        yield "and the front came back first", ordered(oldest, newest, z3.BoolVal(True))


def for_all(n: z3.ArithRef, body: z3.BoolRef, patterns: list[z3.ExprRef]) -> z3.BoolRef:
    """Of the patterns, those that say something of a symbol: of an empty collection's constant array none does."""
    usable = [each for each in patterns if not z3.is_app_of(each.arg(0), z3.Z3_OP_CONST_ARRAY)]
    return z3.ForAll([n], body, patterns=usable)
