"""Short sequences in which every operation gives every answer, for what is looked at around each call: it takes long."""

from __future__ import annotations

from collections.abc import Iterator

from .. import operations as op
from ..operations import Flag, Kind, Operation, Target
from . import shapes
from .script import Script


def caller_scripts(default_buffers: int) -> Iterator[Script]:
    """ENV-1 and ISO-5: of the default, and of a pool so small that its receipts come to an end. Misuse comes last, and apart: a
    pool that does not survive it is looked at before."""
    for opening, buffers, receipts in ((op.create_default(), default_buffers, 1), (op.create(2, 3), 2, 3)):
        proper = _proper(opening, buffers, receipts)
        yield Script("surroundings", tuple(shapes.closing(proper)))
        yield Script("variables_that_go", tuple(shapes.closing(_going(proper))))
        yield Script("surroundings_of_misuse", tuple(shapes.closing([*_opened(opening), *_misuses()])))


def _going(operations: list[Operation]) -> list[Operation]:
    """The same, by a caller whose variables are gone once a call is over."""
    return [each._replace(flags=each.flags | Flag.GONE) if each.kind == Kind.CREATE else each for each in operations]


def _opened(opening: Operation) -> list[Operation]:
    return [opening, op.get(), op.get(), op.give_back(), op.take()]


def _proper(opening: Operation, buffers: int, receipts: int) -> list[Operation]:
    beside = [op.create(0, 1, 1), opening._replace(pool=1), op.get(8, 1), op.take(1), op.destroy(1)]
    everything = [op.counters(), op.get(0), op.give_back(), op.get(9), op.destroy_null()]
    full = [*shapes.drain(buffers + 1), op.write(1), *[op.take()] * (receipts + 1), op.write_record(1)]
    back = [op.give_back(1), op.give_back(), op.get(), op.reset(), op.take(), op.counters()]
    return [*_opened(opening), *everything, *beside, *full, *back, op.clear(), op.counters(), op.get()]


def _misuses() -> list[Operation]:
    targets = (Target.RETURNED, Target.NULL, Target.FOREIGN, Target.INTERIOR, Target.RECORD)
    revoked = [op.clear(), op.misuse(Target.REVOKED), op.counters()]
    return [*(op.misuse(each) for each in targets), op.counters(), *revoked, op.get()]
