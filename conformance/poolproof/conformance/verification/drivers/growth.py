"""How the instructions of one operation grow with the pool: beside HOT-5, which bounds those of the contract's own size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ... import operations as op
from ...generators import shapes
from ...operations import Operation
from ..examiner import Examiner
from ..promised import Promised
from ..verdicts import Configuration

_BUFFERS_AT_MOST: Final = 4096
"""To fill a larger pool takes long."""


def note_growth(examiner: Examiner, configurations: Iterable[Configuration]) -> None:
    """Step through each operation once with almost everything lent, in pools larger than the contract's."""
    for configuration in configurations:
        if examiner.promised.contract.block.count < configuration.block_count <= _BUFFERS_AT_MOST:
            examiner.check_time()
            operations, places = _in_a_full_pool(configuration, examiner.promised)
            trace = examiner.session.step_through(examiner.promised.closed(operations), places)
            if all(step.death is None for step in trace):
                most = max((step.observation.instructions for step in trace), default=0)
                examiner.evidence.instructions.grown[configuration.block_count] = most


def _in_a_full_pool(configuration: Configuration, promised: Promised) -> tuple[Sequence[Operation], list[int]]:
    count, given = configuration.block_count, configuration.given
    opening = [op.create_default() if given is None else op.create(*given), *shapes.drain(count - 1)]
    looked_at = [
        *(op.get(), op.get(), op.give_back(), op.give_back(count // 2), op.give_back(max(count - 3, 0))),
        *(op.get(), op.get(), op.take(), op.take()),
    ]
    looked_at = [each for each in looked_at if promised.admits(each)]
    return [*opening, *looked_at], [len(opening) + at for at in range(len(looked_at))]
