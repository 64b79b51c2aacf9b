"""Experiments with what a caller brings along: errno (ENV-1), and variables that are gone once the call is over (ISO-5)."""

from __future__ import annotations

from dataclasses import replace

from ...judge.surroundings import errno_name
from ...operations import Flag, Kind
from ..verdicts import Counterexample
from .trials import SHORT, Trials

_OF_THEIR_OWN = ("HOT-", "MEM-", "ENV-")


def from_errno(trials: Trials, example: Counterexample) -> Counterexample:
    """Does it go wrong whatever errno was before? What an earlier call of somebody else left there is no business of a pool."""
    if not _is_worth_it(trials, example):
        return example
    fails = trials.same_failure(example.finding, fresh=True)
    trials.session.errno_is_zero = True
    try:
        is_right = fails(example.operations) is None and fails(example.operations) is None
    finally:
        trials.session.errno_is_zero = False
    if not is_right or fails(example.operations) is None:
        return example
    before = errno_name(example.trace[-1].observation.errno_before)
    finding = example.finding
    return replace(
        example,
        finding=replace(
            finding,
            requirements=("ENV-1",),
            expected=f"{finding.expected}, whatever errno was before",
            observed=f"{finding.observed}, with errno {before} before the call, and not with 0",
        ),
    )


def from_variables(trials: Trials, example: Counterexample) -> Counterexample:
    """Does it take what came with an earlier call? Once that is gone, whoever goes by it still is found in the act."""
    if not _is_worth_it(trials, example) or "ISO-5" in example.finding.requirements:
        return example
    gone = [each._replace(flags=each.flags | Flag.GONE) if each.kind == Kind.CREATE else each for each in example.operations]
    _, found = trials.judged(gone, fresh=True)
    touching = next((each for each in found if each.requirements[0] == "ISO-5"), None)
    if touching is None:
        return example
    minimal = trials.minimise(gone, touching, fresh=True)
    described = example if minimal is None else trials.described(minimal, touching)
    return described if described.reproduced else example


def _is_worth_it(trials: Trials, example: Counterexample) -> bool:
    is_short = 0 < len(example.operations) <= SHORT
    is_sure = example.reproduced == example.attempts > 0
    is_one_of_those = not example.finding.requirements[0].startswith(_OF_THEIR_OWN)
    return trials.session.subject.is_library and is_short and is_sure and is_one_of_those and not trials.session.has_hung
