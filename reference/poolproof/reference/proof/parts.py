"""What stands for the model's collections (``persistent.py``): the same operations, of any number of blocks, in terms of z3.

A stack is an array with a height, and for each number the place where it was put last: so a number stands in it just if its
place is below the height and holds it, as long as none stands in it twice, which is part of the invariant. A set is the truth
of each number, and how many there are. A row is a set with the address of each; which lies lowest, is told by what is true of
it.
``test_proof_of_model.py`` holds each operation against the model's own collection.
"""

from __future__ import annotations

from typing import Any

import z3

from poolproof.reference.persistent import NumberSet, Row, Stack
from poolproof.reference.proof.paths import current
from poolproof.reference.proof.symbols import Number, Truth, number

NUMBERS = z3.IntSort()


class SymbolicStack:
    def __init__(self, at: z3.ArrayRef, place: z3.ArrayRef, count: z3.ArithRef) -> None:
        self.at, self.place, self.count = at, place, count

    def push(self, pushed: int) -> SymbolicStack:
        term = number(pushed)
        return SymbolicStack(z3.Store(self.at, self.count, term), z3.Store(self.place, term, self.count), self.count + 1)

    @property
    def top(self) -> Number:
        if not self:
            raise IndexError("the stack is empty")
        return Number(self.at[self.count - 1])

    @property
    def below(self) -> SymbolicStack:
        if not self:
            raise IndexError("the stack is empty")
        return SymbolicStack(self.at, self.place, self.count - 1)

    @property
    def turned(self) -> SymbolicStack:
        """New arrays, of which so much is said: place by place, and number by number."""
        turned = symbolic_stack("turned", self.count)
        i = z3.Int("i")
        current().holds += [
            z3.ForAll([i], turned.at[i] == self.at[self.count - 1 - i], patterns=[turned.at[i]]),
            z3.ForAll([i], turned.place[i] == self.count - 1 - self.place[i], patterns=[turned.place[i]]),
        ]
        return turned

    def holds(self, term: z3.ArithRef) -> z3.BoolRef:
        place = self.place[term]
        return z3.And(place >= 0, place < self.count, self.at[place] == term)

    def __contains__(self, sought: int) -> bool:
        return bool(Truth(self.holds(number(sought))))

    def __bool__(self) -> bool:
        return bool(Truth(self.count > 0))


class SymbolicSet:
    def __init__(self, member: z3.ArrayRef, count: z3.ArithRef) -> None:
        self.member, self.count = member, count

    def with_number(self, added: int) -> SymbolicSet:
        term = number(added)
        return SymbolicSet(z3.Store(self.member, term, True), self.count + z3.If(self.member[term], 0, 1))

    def without_number(self, removed: int) -> SymbolicSet:
        term = number(removed)
        return SymbolicSet(z3.Store(self.member, term, False), self.count - z3.If(self.member[term], 1, 0))

    def with_all(self, *others: object) -> SymbolicSet:
        """Counts add up where nothing stands in two of them: part of the invariant, of what is to be united here."""
        parts = [self, *(part_of(each) for each in others)]
        united = symbolic_set("united", z3.Sum([each.count for each in parts]))
        i = z3.Int("i")
        any_holds = z3.Or(*[each.holds(i) for each in parts])
        current().holds.append(z3.ForAll([i], united.member[i] == any_holds, patterns=[united.member[i]]))
        return united

    def holds(self, term: z3.ArithRef) -> z3.BoolRef:
        return self.member[term]

    def __contains__(self, sought: int) -> bool:
        return bool(Truth(self.holds(number(sought))))

    def __bool__(self) -> bool:
        return bool(Truth(self.count > 0))


class SymbolicRow:
    def __init__(self, member: z3.ArrayRef, address: z3.ArrayRef, count: z3.ArithRef) -> None:
        self.member, self.address, self.count = member, address, count

    def with_number(self, added: int, address: int) -> SymbolicRow:
        """Where it stands already, tuples would have it twice: the invariant says that it does not."""
        term = number(added)
        return SymbolicRow(z3.Store(self.member, term, True), z3.Store(self.address, term, number(address)), self.count + 1)

    @property
    def _lowest(self) -> z3.ArithRef:
        if not self:
            raise IndexError("the row is empty")
        if id(self) in current().named:
            return current().named[id(self)]
        lowest = current().named[id(self)] = z3.FreshInt("lowest")
        i = z3.Int("i")
        is_least = z3.ForAll([i], z3.Implies(self.member[i], self.is_at_most(lowest, i)), patterns=[self.member[i]])
        current().holds += [self.member[lowest], is_least]
        return lowest

    def is_at_most(self, one: z3.ArithRef, other: z3.ArithRef) -> z3.BoolRef:
        """In the order of the pairs of an address and a number."""
        first, second = self.address[one], self.address[other]
        return z3.Or(first < second, z3.And(first == second, one <= other))

    @property
    def lowest(self) -> Number:
        return Number(self._lowest)

    @property
    def lowest_address(self) -> Number:
        return Number(self.address[self._lowest])

    @property
    def without_lowest(self) -> SymbolicRow:
        return SymbolicRow(z3.Store(self.member, self._lowest, False), self.address, self.count - 1)

    @property
    def numbers(self) -> SymbolicRow:
        return self

    def holds(self, term: z3.ArithRef) -> z3.BoolRef:
        return self.member[term]

    def __contains__(self, sought: int) -> bool:
        return bool(Truth(self.holds(number(sought))))

    def __bool__(self) -> bool:
        return bool(Truth(self.count > 0))


Part = SymbolicStack | SymbolicSet | SymbolicRow


def symbolic_stack(name: str, count: z3.ArithRef | None = None) -> SymbolicStack:
    at, place = (z3.FreshConst(z3.ArraySort(NUMBERS, NUMBERS), f"{name}_{each}") for each in ("at", "place"))
    return SymbolicStack(at, place, z3.FreshInt(name) if count is None else count)


def symbolic_set(name: str, count: z3.ArithRef | None = None) -> SymbolicSet:
    member = z3.FreshConst(z3.ArraySort(NUMBERS, z3.BoolSort()), name)
    return SymbolicSet(member, z3.FreshInt(name) if count is None else count)


def symbolic_row(name: str) -> SymbolicRow:
    member = z3.FreshConst(z3.ArraySort(NUMBERS, z3.BoolSort()), name)
    return SymbolicRow(member, z3.FreshConst(z3.ArraySort(NUMBERS, NUMBERS), f"{name}_address"), z3.FreshInt(name))


def part_of(collection: object) -> Any:
    """The same in terms: of a collection of the model's own it is made, number by number."""
    match collection:
        case Stack():
            stack = SymbolicStack(z3.K(NUMBERS, z3.IntVal(-1)), z3.K(NUMBERS, z3.IntVal(-1)), z3.IntVal(0))
            for each in reversed([*collection]):
                stack = stack.push(each)
            return stack
        case NumberSet():
            numbers = SymbolicSet(z3.K(NUMBERS, z3.BoolVal(False)), z3.IntVal(0))
            for each in collection:
                numbers = numbers.with_number(each)
            return numbers
        case Row() | ():
            row = SymbolicRow(z3.K(NUMBERS, z3.BoolVal(False)), z3.K(NUMBERS, z3.IntVal(0)), z3.IntVal(0))
            for address, each in collection:
                row = row.with_number(each, address)
            return row
        case SymbolicStack() | SymbolicSet() | SymbolicRow():
            return collection
    raise TypeError(f"no collection of the model: {collection!r}")


def length(collection: object) -> int:
    """`len` of either."""
    if isinstance(collection, SymbolicStack | SymbolicSet | SymbolicRow):
        return Number(collection.count)
    return len(collection)  # type: ignore[arg-type]
