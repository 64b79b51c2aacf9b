"""Short sequences in which every operation gives every answer, for what is looked at around each call: it takes long."""

from __future__ import annotations

from collections.abc import Iterator

from .. import operations as op
from ..operations import Flag, Kind, Operation, Target
from . import shapes
from .scripts import Script


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
    return [opening, op.get_soa(), op.get_soa(), op.return_soa(), op.get_receipt()]


def _proper(opening: Operation, buffers: int, receipts: int) -> list[Operation]:
    beside = [op.create(0, 1, 1), opening._replace(pool=1), op.get_soa(8, 1), op.get_receipt(1), op.destroy(1)]
    everything = [op.capacity_usage(), op.get_soa(0), op.return_soa(), op.get_soa(9), op.destroy_null()]
    full = [*shapes.drain(buffers + 1), op.write_soa(1), *[op.get_receipt()] * (receipts + 1), op.write_receipt(1)]
    back = [op.return_soa(1), op.return_soa(), op.get_soa(), op.reset_receipts(), op.get_receipt(), op.capacity_usage()]
    return [*_opened(opening), *everything, *beside, *full, *back, op.clear(), op.capacity_usage(), op.get_soa()]


def _misuses() -> list[Operation]:
    targets = (Target.RETURNED, Target.NULL, Target.FOREIGN, Target.INTERIOR, Target.RECEIPT)
    revoked = [op.clear(), op.misuse(Target.REVOKED), op.capacity_usage()]
    return [*(op.misuse(each) for each in targets), op.capacity_usage(), *revoked, op.get_soa()]
