"""What a kind of subject can't promise: neither a pass nor a doubt, and told with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Verdict, verify
from poolproof.conformance.verification.checks import check_of
from poolproof.conformance.verification.evidence import Evidence
from poolproof.conformance.verification.promised import Promised
from poolproof.conformance.verification.promises import why_not_promised
from poolproof.conformance.verification.settle import requirement_verdict
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level, load_spec

QUICK = Plan(level=Level.HOT, walks=2, machine_examples=1, machine_steps=10)


def test_a_library_promises_everything() -> None:
    assert {why_not_promised(each.id, resolve("native")) for each in load_spec().requirements} == {None}


@pytest.mark.parametrize("subject", [pytest.param("reference", marks=pytest.mark.long), "poolproof.native:BufferPool"])
def test_a_sound_class_conforms_at_hot(subject: str) -> None:
    run = verify(resolve(subject), QUICK)
    assert {each.requirement.id: each.why for each in run.verdicts if each.verdict in (Verdict.FAIL, Verdict.UNKNOWN)} == {}
    assert (run.conclusion, run.conforms_at) == (Conclusion.CONFORMS, Level.HOT)
    assert all(each.why for each in run.verdicts if each.verdict == Verdict.NOT_PROMISED)


def test_what_is_not_promised_is_no_pass_however_much_was_seen() -> None:
    evidence = Evidence()
    evidence.checked["HOT-3"] = 7
    requirement = load_spec().requirement("HOT-3")
    judged = requirement_verdict(requirement, evidence, resolve("reference"), QUICK, Promised())
    assert (judged.verdict, judged.checked, judged.why) == (Verdict.NOT_PROMISED, 0, check_of("HOT-3").not_of_python)


def test_to_ask_for_nothing_but_what_is_not_promised_is_inconclusive() -> None:
    plan = replace(QUICK, selected=frozenset({"HOT-3"}), budget_s=0.1)
    assert verify(resolve("reference"), plan).conclusion == Conclusion.INCONCLUSIVE
