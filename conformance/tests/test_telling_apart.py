"""Several failures of one fault: one is told, the others are said beside it. What was asked for is said at the end, no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Told, causes
from poolproof.conformance.operations import Operation, Target
from poolproof.conformance.reports.headline import Ending, headline_of
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.verdicts import Conclusion

Build = Callable[..., Path]
PoolSource = Callable[..., str]

CREATE, GET, CLEAR, WRITE = op.create(1, 1), op.get(), op.clear(), op.write(1)
REVOKED = op.misuse(Target.REVOKED)
FIFO = (
    "  uint32_t number = pool->stack[--pool->free_count];",
    "  uint32_t number = pool->stack[0];\n  memmove(pool->stack, pool->stack + 1, --pool->free_count * sizeof(uint32_t));",
)
RESET_FREES = ("{ pool->receipts_in_use = 0; }", "{ bp_clear(pool); }")


def told(requirements: str, *operations: Operation) -> Told:
    return Told(tuple(requirements.split()), operations)


def test_what_the_same_operations_lead_to_is_one_fault() -> None:
    clear, books, revoked = (
        told("CLEAR-1 ORDER-3", CREATE, GET, CLEAR, GET),
        told("CAP-1", CREATE, GET, CLEAR, GET, GET),
        told("OWN-2", CREATE, GET, CLEAR, REVOKED),
    )
    assert causes([clear, books, revoked]) == [None, 0, 0]
    assert causes([revoked, books, clear]) == [2, 2, None]


def test_the_same_requirement_is_told_by_the_shortest() -> None:
    longer, shorter = told("OWN-1", CREATE, GET, op.misuse(Target.NULL)), told("OWN-1", CREATE, op.misuse(Target.NULL))
    assert causes([longer, shorter]) == [1, None]
    assert sorted(map(str, causes([shorter, shorter]))) == ["0", "None"], "and never by each other"


def test_what_has_nothing_to_do_with_it_is_told_for_itself() -> None:
    clear = told("CLEAR-1", CREATE, GET, CLEAR, GET)
    assert causes([clear, told("CAP-1", CREATE, GET)]) == [None, None], "no clear had a part in it"
    assert causes([clear, told("ZERO-1", CREATE, GET, WRITE, CLEAR, GET)]) == [None, None], "no clear leaves words"
    assert causes([told("CREATE-2", CREATE), told("ZERO-1", CREATE, GET)]) == [None, None]
    assert causes([clear, told("MEM-1")]) == [None, None], "what was measured has no operations"


@pytest.mark.parametrize(
    ("cause", "symptom"),
    [
        (told("BOUND-1", CREATE, GET), told("ISO-3", CREATE, GET, GET)),
        (told("ISO-5", CREATE), told("CREATE-2 USAGE-1", CREATE, GET)),
        (told("ENV-1", CREATE, GET), told("HOT-3", CREATE, GET)),
        (told("HOT-1", CREATE, GET), told("LIFE-2", CREATE, GET, op.give_back())),
        (told("CREATE-4", CREATE, op.short_of_memory(CREATE, 2)), told("CAP-1", op.short_of_memory(CREATE, 2), CREATE, GET)),
    ],
    ids=lambda each: each.requirements[0],
)
def test_what_a_pool_does_to_memory_or_its_caller_is_told_and_not_what_comes_of_it(cause: Told, symptom: Told) -> None:
    assert causes([cause, symptom]) == [None, 0]
    assert causes([symptom, cause]) == [1, None]


def test_what_goes_wrong_without_a_shortage_does_not_come_of_one() -> None:
    short = told("CREATE-4", CREATE, op.short_of_memory(CREATE, 2))
    assert causes([short, told("CAP-1", CREATE, GET)]) == [None, None]


def judged(library: Path, *ids: str, keeps_going: bool = False) -> Run:
    plan = Plan(selected=frozenset(ids) or None, lane_operations=100_000, walks=3, machine_examples=1, keeps_going=keeps_going)
    return verify(resolve(str(library)), plan)


def test_a_pool_with_one_fault_has_one_counterexample_to_read(build: Build, pool_source: PoolSource) -> None:
    run = judged(build(pool_source("array_stack", RESET_FREES)))
    (shown,) = run.examples()
    assert shown.ids[0] == "RECEIPT-3"
    failed = {each.requirement.id for each in run.failures()}
    assert failed == {*shown.ids, *shown.also}, "and each of them stays a violation"
    assert len(failed) > 2
    assert {each.counterexample.comes_of for each in run.failures() if each.counterexample} == {None, "RECEIPT-3"}


def test_a_pool_of_another_order_is_judged_where_no_order_was_asked_for(build: Build, pool_source: PoolSource) -> None:
    fifo = build(pool_source("array_stack", FIFO))
    assert judged(fifo, "CAP-1", "CAP-3", "ZERO-1", "CLEAR-1", "USAGE-1", "OWN-2").conclusion == Conclusion.CONFORMS
    assert {each.requirement.id for each in judged(fifo, "CAP-1", "ORDER-1").failures()} == {"ORDER-1"}
    takes_nine = pool_source("array_stack", FIFO, ("  if (size > BP_LANES)", "  if (size > BP_LANES + 1)"))
    assert {each.requirement.id for each in judged(build(takes_nine), "CAP-1", "GUARD-2").failures()} == {"GUARD-2"}


def test_why_something_is_unknown_is_the_truth(build: Build, pool_source: PoolSource) -> None:
    fifo = build(pool_source("array_stack", FIFO))
    unknown = [each.why or "" for each in judged(fifo, keeps_going=True).verdicts if each.verdict == Verdict.UNKNOWN]
    assert unknown
    assert not any("--keep-going" in why for why in unknown)


ASKED = ("CAP-1", "CAP-2")


def ending(verdict: str, *, asked: tuple[str, ...] | None = None, failed: tuple[str, ...] = ()) -> str:
    return headline_of(Ending(verdict, "hardened", "core", failed, ["ISO-1"], 0, asked))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (ending("conforms"), "conforms: every requirement up to hardened is met"),
        (ending("conforms", asked=ASKED), "conforms: every requirement asked for (CAP-1, CAP-2) is met"),
        (ending("violates", failed=("OWN-2",)), "violates OWN-2; conforms at core"),
        (ending("violates", asked=ASKED, failed=("CAP-2",)), "violates CAP-2 (asked for: CAP-1, CAP-2)"),
        (ending("inconclusive"), "inconclusive: not checked: ISO-1; conforms at core"),
        (ending("inconclusive", asked=ASKED), "inconclusive: not checked: ISO-1 (asked for: CAP-1, CAP-2)"),
    ],
)
def test_the_end_says_no_more_than_was_asked(said: str, expected: str) -> None:
    assert said == expected


def test_a_run_that_was_cut_short_with_nothing_left_open_says_so() -> None:
    cut_short = Ending("inconclusive", "hardened", "hardened", [], [], 0, None)
    assert headline_of(cut_short) == "inconclusive: it was not carried out to its end; conforms at hardened"
