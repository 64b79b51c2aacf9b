"""Blame: what a minimal trace needs before its failing step says which requirement is at fault."""

from __future__ import annotations

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Finding, refine
from poolproof.conformance.observations import NOT_RUN, State, Step
from poolproof.conformance.operations import Operation, Target
from poolproof.spec import Status


def step(operation: Operation, status: int = Status.OK) -> Step:
    return Step(operation, NOT_RUN._replace(state=State.DONE, status=status, out=0))


CREATE, GET, RETURN, CLEAR = step(op.create(2, 2)), step(op.get()), step(op.give_back()), step(op.clear())
TOO_LARGE = step(op.get(9), Status.INVALID_SIZE)
EXHAUSTED = step(op.get(), Status.EXHAUSTED)
MISUSE = step(op.misuse(Target.NULL), Status.NOT_OWNED)
WRITE = step(op.write(1))
USAGE = step(op.counters())
OTHER = step(op.create(2, 2, pool=1))


def blamed(requirements: str, *trace: Step) -> str:
    """What is blamed for a finding in the last step."""
    finding = Finding(tuple(requirements.split()), len(trace) - 1, "this", "that")
    return " ".join(refine(finding, trace).requirements)


@pytest.mark.parametrize("judged", ["ORDER-1", "ORDER-2", "ORDER-3"])
@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        ((GET, RETURN), "ORDER-1"),
        ((GET, TOO_LARGE, RETURN), "ORDER-2"),
        ((GET, CLEAR), "ORDER-3"),
        ((GET, TOO_LARGE, CLEAR), "ORDER-3"),
    ],
)
def test_a_wrong_order_is_blamed_on_what_it_takes(judged: str, needed: tuple[Step, ...], expected: str) -> None:
    assert blamed(judged, CREATE, *needed, GET) == expected


def test_a_pool_that_grew_is_no_matter_of_order_alone() -> None:
    assert blamed("CAP-2 ORDER-1", CREATE, GET, GET, GET) == "CAP-2 ORDER-1"


@pytest.mark.parametrize("judged", ["CAP-1", "CAP-2", "CAP-3"])
def test_a_capacity_that_goes_wrong_after_a_clear_is_its_fault(judged: str) -> None:
    assert blamed(judged, CREATE, GET, CLEAR, GET) == f"CLEAR-1 {judged}"


def test_a_refusal_that_had_to_be_there_changed_something() -> None:
    assert blamed("RECEIPT-1", CREATE, TOO_LARGE, step(op.take())) == "REFUSE-1 RECEIPT-1"
    assert blamed("CAP-1", CREATE, TOO_LARGE, GET) == "REFUSE-1 CAP-1"


@pytest.mark.parametrize("judged", ["CAP-2", "CAP-3", "USAGE-1"])
def test_to_be_exhausted_is_part_of_the_matter_itself(judged: str) -> None:
    assert blamed(judged, CREATE, GET, EXHAUSTED, RETURN, GET) == f"{judged} REFUSE-1"


def test_a_crash_stays_a_crash() -> None:
    assert blamed("SAFE-1", CREATE, TOO_LARGE, GET) == "SAFE-1 REFUSE-1"


def test_without_a_refusal_nothing_is_added() -> None:
    assert blamed("USAGE-1", CREATE, GET, USAGE) == "USAGE-1"
    assert blamed("RECEIPT-3", CREATE, step(op.take()), step(op.reset()), step(op.take())) == "RECEIPT-3"


def test_what_a_holder_wrote_disturbed_the_pool() -> None:
    assert blamed("ORDER-1", CREATE, GET, WRITE, RETURN, GET) == "ISO-3 ORDER-1"
    assert blamed("SAFE-1", CREATE, GET, WRITE, RETURN) == "ISO-3 SAFE-1"


@pytest.mark.parametrize("judged", ["ZERO-1", "RECEIPT-2", "ISO-3"])
def test_what_is_about_writing_is_not_blamed_on_writing(judged: str) -> None:
    assert blamed(judged, CREATE, GET, WRITE, RETURN, GET) == judged


def test_a_second_pool_that_had_to_be_there_affected_the_first() -> None:
    assert blamed("ORDER-1", CREATE, OTHER, GET, GET) == "ISO-4 ORDER-1"
    assert blamed("USAGE-1", CREATE, OTHER, USAGE) == "ISO-4 USAGE-1"


@pytest.mark.parametrize("judged", ["OWN-1", "CREATE-2", "LIFE-1", "ISO-4"])
def test_what_is_about_pools_is_not_blamed_on_there_being_two(judged: str) -> None:
    assert blamed(judged, CREATE, OTHER, GET) == judged


@pytest.mark.parametrize("judged", ["ORDER-1", "CAP-2 ORDER-1", "USAGE-1", "SAFE-1", "ISO-3", "SAFE-2 ISO-2"])
def test_nothing_of_core_is_blamed_for_what_takes_a_misuse(judged: str) -> None:
    assert blamed(judged, CREATE, GET, RETURN, MISUSE, GET) == "SAFE-2"


def test_what_takes_a_misuse_blames_what_is_hardened_and_above() -> None:
    assert blamed("OWN-2", CREATE, GET, WRITE, MISUSE) == "OWN-2"
    assert blamed("SAFE-2 OWN-1 LIFE-1", CREATE, OTHER, MISUSE) == "SAFE-2 OWN-1"
    assert blamed("HOT-1", CREATE, MISUSE, GET) == "HOT-1"


def test_a_reset_that_had_to_be_there_touched_the_buffers() -> None:
    reset = step(op.reset())
    for about_buffers in ("CAP-1", "ORDER-1", "OWN-2", "ZERO-1"):
        assert blamed(about_buffers, CREATE, GET, reset, GET) == f"RECEIPT-3 {about_buffers}"
    assert blamed("RECEIPT-1", CREATE, reset, step(op.take())) == "RECEIPT-1"


def test_the_failing_step_itself_may_be_of_a_second_pool() -> None:
    assert blamed("SAFE-1", CREATE, OTHER) == "ISO-4 SAFE-1"


def test_a_refusal_before_the_last_clear_is_no_matter_of_the_order_after_it() -> None:
    assert blamed("ORDER-1", CREATE, CLEAR, TOO_LARGE, CLEAR, GET) == "ORDER-3"
    assert blamed("ORDER-1", CREATE, CLEAR, CLEAR, TOO_LARGE, GET) == "ORDER-2"


def test_of_several_requirements_the_first_says_what_a_refusal_has_to_do_with_it() -> None:
    assert blamed("CAP-2 ORDER-1", CREATE, GET, EXHAUSTED, GET) == "CAP-2 ORDER-1 REFUSE-1"
    assert blamed("ORDER-2 CAP-2", CREATE, GET, EXHAUSTED, GET) == "ORDER-2 CAP-2"
    assert blamed("SAFE-1 OWN-2", CREATE, TOO_LARGE, GET) == "SAFE-1 OWN-2 REFUSE-1"
    assert blamed("OWN-2 SAFE-1", CREATE, TOO_LARGE, GET) == "REFUSE-1 OWN-2 SAFE-1"


def test_what_an_operation_does_besides_its_work_is_its_own_fault() -> None:
    assert blamed("HOT-1", CREATE, OTHER, TOO_LARGE, GET) == "HOT-1"


def test_steps_that_did_not_apply_were_not_needed() -> None:
    inapplicable = Step(op.clear(), NOT_RUN._replace(state=State.INAPPLICABLE))
    assert blamed("ORDER-1", CREATE, GET, inapplicable, RETURN, GET) == "ORDER-1"


def test_steps_behind_the_finding_say_nothing() -> None:
    for behind in (CLEAR, TOO_LARGE, OTHER, WRITE, step(op.reset())):
        trace = (CREATE, GET, RETURN, GET, behind)
        assert refine(Finding(("ORDER-1",), 3, "this", "that"), trace).requirements == ("ORDER-1",)


def test_everything_else_of_the_finding_stays() -> None:
    finding = Finding(("ORDER-1",), 3, "this", "that", ends_trace=False)
    after = refine(finding, (CREATE, GET, CLEAR, GET))
    assert (after.place, after.expected, after.observed, after.ends_trace) == (3, "this", "that", False)


def test_a_destroy_of_null_that_had_to_be_there_did_something() -> None:
    assert blamed("CAP-2", CREATE, GET, step(op.destroy_null()), GET) == "LIFE-1 CAP-2"
    assert blamed("LIFE-1", CREATE, step(op.destroy_null())) == "LIFE-1"


def test_a_pool_that_ended_and_had_to_be_there_left_something_behind() -> None:
    assert blamed("GUARD-2", CREATE, step(op.destroy()), CREATE, step(op.get(9))) == "GUARD-2 ISO-4"
    assert blamed("CREATE-1", CREATE, step(op.destroy()), CREATE) == "CREATE-1"


@pytest.mark.parametrize("requirement", ["ZERO-1", "KEEP-1", "FREE-1"])
def test_what_a_block_is_to_hold_is_about_what_was_written(requirement: str) -> None:
    assert blamed(requirement, CREATE, GET, WRITE, RETURN, GET) == requirement
