"""What a guess has hit: a return of what may lie beside a buffer is a double one where the pool has a free buffer (OWN-2), and
one of a foreign address where it has none (OWN-1). Who drains the pool sees all that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ... import operations as op
from ...foreign_words import foreign_text
from ...generators.shapes import closing
from ...observations import Trace
from ...operations import ForeignAddress, Kind, Operation, Target
from ..verdicts import Counterexample
from .trials import FEW_ATTEMPTS, Trials

_AT_MOST = 1000
"""Operations, and buffers."""


def from_drain_of_all(trials: Trials, example: Counterexample) -> Counterexample:
    guess = example.operations[-1] if example.operations else op.destroy_null()
    is_guess = guess.kind == Kind.RETURN and guess.target == Target.UNLENT
    if not is_guess or not example.reproduced or len(example.operations) > _AT_MOST:
        return example
    capacity = _capacity_of(example.operations, guess.pool, trials.default)
    drain = [op.get(8, guess.pool)] * min(capacity, _AT_MOST)
    proper = [*(each for each in example.operations if not each.is_misuse), *drain]
    seen = _addresses(trials.session.run(closing(proper), fresh=True), guess.pool)
    number = example.trace[-1].observation.target
    if number not in seen or len(seen) < capacity or seen[number] + guess.guessed_distance in seen.values():
        return example
    foreign = op.foreign(ForeignAddress.BESIDE_BLOCK, guess.guessed_distance, number, guess.pool)
    return _told_as_foreign(trials, example, proper, foreign)


def _told_as_foreign(trials: Trials, example: Counterexample, drained: list[Operation], foreign: Operation) -> Counterexample:
    """In a pool of which all buffers are known, if it shows there, too."""
    answer = example.finding.expected.partition(":")[0].split(" or ")[-1]  # the other is that to a double return
    expected = f"{answer}: {foreign_text(foreign, foreign.extra)}"
    finding = replace(example.finding, requirements=("OWN-1",), expected=expected)
    minimal = trials.minimise([*drained, foreign], finding, fresh=True, work=FEW_ATTEMPTS)
    described = None if minimal is None else trials.described(minimal, finding)
    return described if described is not None and described.reproduced else replace(example, finding=finding)


def _capacity_of(operations: Sequence[Operation], pool: int, default: tuple[int, int]) -> int:
    """Buffers of the pool, as it was made last."""
    creates = [each for each in operations if each.kind == Kind.CREATE and each.pool == pool]
    return (creates[-1].capacities[0] if creates else 0) or default[0]


def _addresses(trace: Trace, pool: int) -> dict[int, int]:
    """Of the pool's buffers in its last life, by number."""
    seen: dict[int, int] = {}
    for step in trace:
        if step.operation.pool != pool:
            continue
        if step.operation.kind == Kind.CREATE:
            seen.clear()
        elif step.operation.kind == Kind.GET and step.observation.out >= 0:
            seen[step.observation.out] = step.observation.address
    return seen
