"""Experiments that tell which requirement is at fault, where a trace alone does not: what else goes wrong, or does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from poolproof.spec import Status

from ... import operations as op
from ...generators.shapes import closing
from ...judge import ABOUT_POOLS, beyond_core, core_ids, has_misuse
from ...operations import Kind, Operation, Target
from ..verdicts import Counterexample
from .told_by_caller import from_errno, from_variables
from .told_by_drain import from_drain_of_all
from .trials import FEW_ATTEMPTS, LONG, SHRINK_WORK, Trials

_DRAINED_AT_MOST = 2000


def told_again(trials: Trials, example: Counterexample) -> Counterexample:
    """The counterexample as each experiment that has something to say about it tells it."""
    for tell in _EXPERIMENTS:
        example = tell(trials, example)
    return example


def _from_proper_operations(trials: Trials, example: Counterexample) -> Counterexample:
    """A failure behind a misuse: if it shows without, it is what it seems; else it is the misuse that did it."""
    requirements = example.finding.requirements
    if core_ids().isdisjoint(requirements) or not has_misuse(example.operations):
        return example
    blamed = replace(example, finding=replace(example.finding, requirements=beyond_core(requirements)))
    proper = [each for each in example.operations if not each.is_misuse]
    if not example.reproduced or not proper:
        return blamed
    work = SHRINK_WORK if len(proper) <= LONG else FEW_ATTEMPTS
    minimal = trials.minimise(proper, example.finding, fresh=True, work=work)
    described = blamed if minimal is None else trials.described(minimal, example.finding)
    return described if described.reproduced else blamed


def _from_one_pool(trials: Trials, example: Counterexample) -> Counterexample:
    """ISO-4: what goes wrong in a pool, and does not without what was done to others.

    In what is not minimal, the mere presence of a second pool tells nothing: one attempt without it does."""
    operations, finding = example.operations, example.finding
    if not example.reproduced or "ISO-4" in finding.requirements:
        return example
    pool = operations[-1].pool
    alone = [each for each in operations if each.pool == pool]
    is_about_pools = finding.requirements[0] in ABOUT_POOLS or operations[-1].target == Target.OTHER_POOL
    if is_about_pools or len(alone) == len(operations) or trials.same_failure(finding, fresh=True)(alone) is not None:
        return example
    return _blaming_first(example, "ISO-4")


def _from_state(trials: Trials, example: Counterexample) -> Counterexample:
    """A wrong usage: is it the report that is wrong, or the pool's state, rightly reported?

    Drain the pool without looking at the usage: if that goes wrong too, it is the state, and the requirement about it."""
    requirements = example.finding.requirements
    if not _is_shown_short(example) or "USAGE-1" not in (requirements[0], requirements[-1]):
        return example
    pool = example.operations[-1].pool
    drain = [op.get(8, pool)] * min(_capacity(trials, example.operations) + 1, _DRAINED_AT_MOST)
    blind = [operation.without_usage() for operation in example.operations if operation.kind != Kind.COUNTERS]
    probing = [*blind, op.take(pool), *drain]
    _, found = trials.judged(probing, fresh=True)
    _, of_fresh = trials.judged([example.operations[0], *drain], fresh=True)
    if any(each.ends_trace for each in of_fresh):  # a drain goes wrong whatever was done before it, and tells nothing
        return example
    # A refusal at the end of the drain would be blamed for what came before: only what parts pool and model counts.
    state_wrong = next((each for each in found if each.ends_trace and each.requirements[0] != "USAGE-1"), None)
    if state_wrong is None:
        return example
    for fresh in (False, True):  # what was made short in one process may owe something to what that had run
        minimal = trials.minimise(probing, state_wrong, fresh=fresh)
        described = None if minimal is None else trials.described(minimal, state_wrong)
        if described is not None and described.reproduced:
            return described
    return example


def _from_drain(trials: Trials, example: Counterexample) -> Counterexample:
    """A wrong buffer after a clear: is only the order wrong, or is one missing, that was not freed?

    Drain the pool after the clear: what it refuses to lend was never freed (CLEAR-1)."""
    last = max((at for at, each in enumerate(example.operations) if each.kind == Kind.CLEAR), default=None)
    if not _is_shown_short(example) or example.finding.requirements[0] != "ORDER-3" or last is None:
        return example
    pool = example.operations[last].pool
    count = min(_capacity(trials, example.operations[:last]), _DRAINED_AT_MOST)
    drained = closing([*example.operations[: last + 1], *[op.get(8, pool)] * count])
    trace = trials.session.run(drained, fresh=True)
    if all(step.observation.status == Status.OK for step in trace[last + 1 : last + 1 + count]):
        return example
    return _blaming_first(example, "CLEAR-1")


def _is_shown_short(example: Counterexample) -> bool:
    return example.reproduced > 0 and len(example.operations) <= LONG


def _capacity(trials: Trials, operations: Sequence[Operation]) -> int:
    """Buffers of the pool that was made last."""
    capacities = next((each.capacities for each in reversed(operations) if each.kind == Kind.CREATE), (0, 0))
    return capacities[0] or trials.default[0]


def _blaming_first(example: Counterexample, requirement: str) -> Counterexample:
    requirements = tuple(dict.fromkeys((requirement, *example.finding.requirements)))
    return replace(example, finding=replace(example.finding, requirements=requirements))


_EXPERIMENTS: Final[tuple[Callable[[Trials, Counterexample], Counterexample], ...]] = (
    _from_proper_operations,
    _from_one_pool,
    _from_state,
    _from_drain,
    from_drain_of_all,
    from_errno,
    from_variables,
)
