"""What one driver saw does not keep another, which knows the cause, from its turn; and what repeats little still shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.faults import load_catalogue
from poolproof.conformance.faults.build import build
from poolproof.conformance.generators.shapes import closing
from poolproof.conformance.generators.sizes import size_script
from poolproof.conformance.judge import Abilities, judge
from poolproof.conformance.operations import SIZE_MAX, Operation, clear, create, reset, take, write_record
from poolproof.conformance.repeated import Repeated
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.verification import Plan, verify
from poolproof.conformance.verification.minimising.memory_growth import goes_on, telling_ones
from poolproof.spec import Level


def planted(name: str, into: Path) -> Subject:
    (entry,) = (each for each in load_catalogue().entries if each.name == name)
    return resolve(str(build(entry, into, compiler=Compilers.from_environment())))


def blamed(session: Session, operations: Sequence[Operation]) -> set[str]:
    trace = session.run(closing([*operations]))
    findings = judge(trace, Abilities(counts_allocations=True), session.subject.contract).findings
    return {each for finding in findings for each in finding.requirements}


def test_a_read_past_a_mapping_is_told_as_that_and_not_as_the_page_that_it_touches(tmp_path: Path) -> None:
    report = verify(planted("bounds-last-of-its-mapping", tmp_path), Plan(level=Level.HOT))
    shown = [each.counterexample for each in report.verdicts if each.counterexample is not None]
    assert {each.finding.requirements[0] for each in shown if each.comes_of is None} == {"BOUND-1"}


def test_two_records_that_are_one_differ_at_the_end_of_what_comes_again_and_again(tmp_path: Path) -> None:
    """While the rounds run next to nothing is looked at, and after the reset nothing can be."""
    twice: list[Operation] = [take(), write_record(SIZE_MAX), take(), write_record(1)]
    taken = Repeated(([create(1, 1025), take()], 1), (twice, 512), ([reset()], 1))
    with Session(planted("receipts-twins-of-1025", tmp_path)) as session:
        assert session.replay_in_lane(taken).place is not None


@pytest.mark.parametrize("count", [1, 16])
def test_what_clears_take_shows_in_a_sequence_with_few_of_them(count: int, tmp_path: Path) -> None:
    subject = planted("growth-maps-past-the-library", tmp_path)
    script = size_script(count, 4).operations
    with Session(subject) as session:
        assert not blamed(session, script)
        assert "LIFE-2" in blamed(session, next(telling_ones(script)))


def test_what_grows_until_it_has_what_it_needs_is_no_growth_without_end(tmp_path: Path) -> None:
    """Of 512 clears notes are kept: in a sequence of few clears that looks like a leak, up to the end of the sequence."""
    shown = [create(1, 1), *[clear()] * 257]
    with Session(planted("history-of-clears", tmp_path)) as session:
        assert not goes_on(session, shown)
        for telling in telling_ones(size_script(1, 4).operations):
            assert not goes_on(session, telling)
    with Session(planted("growth-maps-past-the-library", tmp_path)) as session:
        assert goes_on(session, shown)
