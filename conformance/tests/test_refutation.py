"""What is left of a promise that was refuted, and which requirements leave nothing to weaken."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from poolproof.conformance.inference.draft import Draft
from poolproof.conformance.inference.refutation import doubts_between, is_fault, rules, weaken
from poolproof.conformance.judge import Finding
from poolproof.conformance.observations import Observation, State, Step
from poolproof.conformance.operations import Operation, Target, create, get, give_back, misuse
from poolproof.conformance.verification import Counterexample, RequirementVerdict, Verdict
from poolproof.conformance.verification.promised import Promised
from poolproof.spec.contracts import derived_requirements, read_contract
from poolproof.spec.contracts.records import Answer, Counts, How

NOTHING_WEAKER = {
    "GUARD-1": "a size between the smallest and the largest is not served",
    "LIFE-1": "what is left behind when nothing was lent",
    "REFUSE-1": "a refusal of exhaustion that hands something out",
    "TICK-1": "not looked at",
    "TICK-2": "not looked at",
}
"""Promised by some contracts, and kept in the draft whatever comes."""


def draft(**promises: object) -> Draft:
    made = Draft("tried", "", 2)
    for path, value in {
        "block.size": 64,
        "block.count": 32,
        **{key.replace("__", "."): each for key, each in promises.items()},
    }.items():
        made.promise(path, value, "seen")  # type: ignore[arg-type]
    return made


def verdict(
    id: str, operations: Sequence[Operation] = (), status: int = 0, why: str = "expected one; observed another"
) -> RequirementVerdict:
    requirement = Promised(read_contract("contract = 1\nname = 'x'\n[block]\nsize = 1\ncount = 1\n", "x")).spec.requirement(id)
    trace = tuple(Step(each, Observation(State.DONE, status=status)) for each in operations)
    example = Counterexample(tuple(operations), trace, Finding((id,), max(len(operations) - 1, 0), "one", "another"), 5, 5)
    return RequirementVerdict(requirement, Verdict.FAIL, 1, why, example)


def test_each_requirement_has_a_rule_or_none_for_a_reason() -> None:
    contract = draft().contract()
    known = {each.id for each in derived_requirements(contract) if each.level != "shared"}
    without = {id for id in known if id not in rules() and not is_fault(verdict(id))}
    assert without <= NOTHING_WEAKER.keys()
    assert rules() <= known


def test_an_order_that_does_not_hold_is_left_out_and_in_doubt() -> None:
    made = draft(order__reuse="lifo", order__fresh_first=True)
    before = {table: dict(lines) for table, lines in made.lines.items()}
    assert weaken(made, verdict("ORDER-1"))
    assert made.contract().order.reuse == "any"
    assert "lifo held in seen, but ORDER-1 was violated" in made.text()
    assert doubts_between(before, made, "reason")[0] == 'order.reuse = "lifo", seen, but reason: probably a fault'


def test_a_code_that_varies_is_any_refusal_first() -> None:
    made = draft(block__exhausted="refused:-11")
    assert weaken(made, verdict("CAP-2", why="expected code -11; observed code -12"))
    assert made.contract().block.exhausted == Answer(How.REFUSED)


def test_the_misuse_that_was_tried_is_no_promise_any_more() -> None:
    made = draft(misuse__double="refused:-1", misuse__null="refused:-2")
    tried = [create(2, 1), get(), give_back(), misuse(Target.RETURNED)]
    assert weaken(made, verdict("SAFE-2", tried))
    assert made.contract().misuse.double == Answer(How.UNDEFINED)
    assert made.contract().misuse.null == Answer(How.REFUSED, -2)


def test_what_goes_wrong_in_a_pool_of_another_count_leaves_one_count() -> None:
    made = draft(block__counts=(1, 64))
    assert weaken(made, verdict("BOUND-1", [create(33, 1)]))
    assert made.contract().block.counts == Counts(32, 32)
    assert not weaken(made, verdict("BOUND-1", [create(33, 1)]))


def test_what_goes_wrong_in_the_ordinary_pool_is_a_fault() -> None:
    made = draft(block__counts=(1, 64))
    for id in ("ISO-2", "ISO-3", "CAP-1", "CAP-3", "SAFE-1", "BOUND-1"):
        assert is_fault(verdict(id))
        assert not weaken(made, verdict(id, [create(32, 1)]))


@pytest.mark.parametrize(("seen", "left"), [(0x1008, 8), (0, 32), (0x1040, 32)])
def test_an_alignment_is_as_much_as_was_seen(seen: int, left: int) -> None:
    made = draft(block__align=64)
    found = verdict("ISO-1", [create(32, 1), get()])
    assert found.counterexample is not None
    last = found.counterexample.trace[-1]
    shown = (*found.counterexample.trace[:-1], last._replace(observation=last.observation._replace(address=seen)))
    example = Counterexample(found.counterexample.operations, shown, found.counterexample.finding, 5, 5)
    assert weaken(made, RequirementVerdict(found.requirement, Verdict.FAIL, 1, "", example))
    assert made.contract().block.align == left
