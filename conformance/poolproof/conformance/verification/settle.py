"""The verdict on a requirement, from what was gathered. What is special about one stands with its check."""

from __future__ import annotations

from poolproof.spec import Level, Requirement

from ..subjects import Subject
from .checks import Check, check_of
from .evidence import Evidence
from .plan import Plan
from .promised import Promised
from .promises import why_not_promised
from .verdicts import RequirementVerdict, Verdict

_WHY_UNCOUNTED = "the allocators of this Python interpreter can't be hooked, or a tracer allocates in every call"
_NO_PROBE = "this version of poolproof has no probe for it"


def requirement_verdict(
    requirement: Requirement, evidence: Evidence, subject: Subject, plan: Plan, promised: Promised
) -> RequirementVerdict:
    """What it comes to. What the contract does not promise is not promised, whatever level was asked for."""
    checked = evidence.checked[requirement.id]
    if plan.selected is not None and requirement.id not in plan.selected:
        return RequirementVerdict(requirement, Verdict.SKIPPED, checked, "not selected (-k)")
    if (why := promised.reasons.get(requirement.id)) is not None:
        return RequirementVerdict(requirement, Verdict.NOT_PROMISED, 0, why, applies=False)
    if not plan.asks_for(requirement):
        return RequirementVerdict(requirement, Verdict.SKIPPED, checked, f"not asked for (--level {plan.level})")
    if (why := why_not_promised(requirement.id, subject)) is not None:
        return RequirementVerdict(requirement, Verdict.NOT_PROMISED, 0, why, applies=False)
    return (
        _from_failures(requirement, evidence)
        or (_passed(requirement, evidence, subject, checked) if checked else None)
        or _from_nothing(requirement, evidence, promised)
        or RequirementVerdict(requirement, Verdict.UNKNOWN, 0, _why_unknown(requirement, evidence, subject, plan))
    )


def _from_failures(requirement: Requirement, evidence: Evidence) -> RequirementVerdict | None:
    """Something failed it, or could not be looked into."""
    checked = evidence.checked[requirement.id]
    example = evidence.failures.get(requirement.id) or evidence.measured.get(requirement.id)
    if example is not None and example.reproduced == 0:
        why = f"seen once, and in none of {example.attempts} fresh processes: {example.finding.observed}"
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, why)
    if example is not None:
        why = f"expected {example.finding.expected}; observed {example.finding.observed}"
        return RequirementVerdict(requirement, Verdict.FAIL, max(checked, 1), why, example)
    if requirement.id in evidence.unmeasured:
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, evidence.unmeasured[requirement.id])
    if requirement.id in evidence.suspected:
        why = "it seems to be violated too: the search had ended, and did not look into it (--keep-going does)"
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, why)
    return None


def _passed(requirement: Requirement, evidence: Evidence, subject: Subject, checked: int) -> RequirementVerdict:
    """Nothing failed it. That is a pass only when it was put to the test everywhere."""
    check = check_of(requirement.id)
    missed = [str(each) for each, about in evidence.coverage.missed.items() if about == requirement.id]
    if missed:
        why = f"never reached: {'; '.join(missed)}"
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, why)
    figure = evidence.figures.get(requirement.id) or (check.figure(evidence) if check.figure is not None else None)
    how = None if subject.is_library else check.counted_in_python
    return RequirementVerdict(requirement, Verdict.PASS, checked, figure or how)


def _from_nothing(requirement: Requirement, evidence: Evidence, promised: Promised) -> RequirementVerdict | None:
    """No observation could have failed it, and there is a good reason for that."""
    check = check_of(requirement.id)
    excuse = check.excuse(evidence, promised.contract) if check.excuse is not None else None
    if excuse is not None:
        applies = excuse.verdict is Verdict.PASS
        return RequirementVerdict(requirement, excuse.verdict, 0, excuse.why, applies=applies)
    if evidence.is_whole and (never := _why_never(check, promised)) is not None:
        return RequirementVerdict(requirement, Verdict.PASS, 0, never)
    if evidence.is_whole and check.may_not_come_about and not evidence.lists_situations:
        why = "it can't come about: the whole plan was carried out, and nothing of such a pool could have failed it"
        return RequirementVerdict(requirement, Verdict.SKIPPED, 0, why, applies=False)
    if requirement.id in evidence.not_promised:
        why = evidence.not_promised[requirement.id]
        return RequirementVerdict(requirement, Verdict.NOT_PROMISED, 0, why, applies=False)
    return None


def _why_never(check: Check, promised: Promised) -> str | None:
    return check.never(promised.contract) if check.never is not None else None


def _why_unknown(requirement: Requirement, evidence: Evidence, subject: Subject, plan: Plan) -> str:
    if requirement.id in evidence.uncounted:
        return evidence.uncounted[requirement.id]
    if evidence.ended_at_violation:
        return "the search ended at a violation before it came to this (--keep-going goes on)"
    if requirement.level == Level.TICKS:
        return _NO_PROBE
    if not subject.is_library and requirement.level == Level.HOT:
        return _WHY_UNCOUNTED
    if evidence.failures and plan.keeps_going:
        return "no observation that could have failed it was reached: what went wrong before left nothing of it to judge"
    return "no observation that could have failed it was reached"
