"""TICK-1 and TICK-2 in a verification: what the clock answers becomes a verdict, and what it can't tell is unknown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.benchmarks import ticks
from poolproof.benchmarks.judgement import Answer, Judgement
from poolproof.benchmarks.ticks import TickJudgement
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level

SMALL = Plan(
    level=Level.TICKS,
    selected=frozenset({"TICK-1", "TICK-2"}),
    lane_operations=1000,
    walks=1,
    machine_examples=1,
    machine_steps=2,
)


ONE_CAPACITY = (
    ("config == NULL ? 16", "config == NULL ? 2"),
    ("config == NULL ? 1024", "config == NULL ? 3"),
    ("if (soa_capacity > MOST_BUFFERS || receipt_capacity > 1024)", "if (soa_capacity != 2 || receipt_capacity != 3)"),
)


@pytest.fixture(scope="module")
def subject(build: Callable[..., Path], pool_source: Callable[..., str]) -> Subject:
    """A small pool: whatever else a verification does is over soon."""
    return resolve(str(build(pool_source("array_stack", *ONE_CAPACITY))))


def judged(monkeypatch: pytest.MonkeyPatch, subject: Subject, first: Answer, second: Answer) -> Run:
    def clock(_subject: Subject, _tick_target: float, *, on_launch: Callable[[int, int], None]) -> tuple[TickJudgement, ...]:
        on_launch(1, 1)
        answers = (("TICK-1", first), ("TICK-2", second))
        return tuple(
            TickJudgement(name, Judgement(answer, f"figures of {name}"), 0 if answer is Answer.INCONCLUSIVE else 205)
            for name, answer in answers
        )

    monkeypatch.setattr(ticks, "judge_ticks", clock)
    return verify(subject, SMALL)


def verdicts(run: Run) -> dict[str, tuple[Verdict, int, str | None]]:
    return {
        each.requirement.id: (each.verdict, each.checked, each.why)
        for each in run.verdicts
        if each.requirement.id.startswith("TICK")
    }


def test_what_meets_passes_and_tells_its_figures(monkeypatch: pytest.MonkeyPatch, subject: Subject) -> None:
    run = judged(monkeypatch, subject, Answer.MEETS, Answer.MEETS)
    assert run.conclusion is Conclusion.CONFORMS
    assert verdicts(run)["TICK-1"] == (Verdict.PASS, 205, "figures of TICK-1")


def test_what_misses_fails(monkeypatch: pytest.MonkeyPatch, subject: Subject) -> None:
    run = judged(monkeypatch, subject, Answer.MISSES, Answer.MEETS)
    assert run.conclusion is Conclusion.VIOLATES
    assert verdicts(run)["TICK-1"] == (Verdict.FAIL, 205, "expected at most 7 ticks; observed figures of TICK-1")
    assert verdicts(run)["TICK-2"][0] is Verdict.PASS


def test_what_is_too_noisy_is_unknown_and_never_a_pass(monkeypatch: pytest.MonkeyPatch, subject: Subject) -> None:
    run = judged(monkeypatch, subject, Answer.INCONCLUSIVE, Answer.MEETS)
    assert run.conclusion is Conclusion.INCONCLUSIVE
    assert verdicts(run)["TICK-1"] == (Verdict.UNKNOWN, 0, "figures of TICK-1")
