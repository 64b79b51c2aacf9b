"""The table of verdicts says what the judge said, and the one in the repository has a row for each rival of the list."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner

from poolproof.benchmarks.rivals import Library, Rival, load_rivals
from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.rivals import RivalVerdict, judge_rivals
from poolproof.conformance.rivals.document import main, rivals_as_markdown
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import RequirementVerdict, Run, Verdict
from poolproof.spec import Level, load_spec
from poolproof.spec.contracts import default_contract

SPEC = load_spec()
RIVALS = load_rivals()
COMPILERS = Compilers.from_environment()
PUBLISHED = Path(__file__).parents[2] / "benchmarks/rivals.md"


def rival(name: str) -> Rival:
    return next(each for each in RIVALS if each.name == name)


def run(**verdicts: Verdict) -> Run:
    """A run up to level hot in which every requirement passes, but for those given (``ORDER_1`` for ORDER-1)."""
    given = {name.replace("_", "-"): verdict for name, verdict in verdicts.items()}
    return Run(
        subject=resolve("reference"),
        subject_name="made up",
        contract=default_contract(),
        level=Level.HOT,
        verdicts=tuple(
            RequirementVerdict(
                each, Verdict.SKIPPED if each.level == Level.TICKS else given.get(each.id, Verdict.PASS), checked=1
            )
            for each in SPEC.requirements
        ),
        operations=1,
        seconds=1.0,
        seed=0,
    )


def rows(document: str) -> list[list[str]]:
    lines = [line for line in document.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_a_row_says_what_the_judge_said() -> None:
    verdicts = [
        RivalVerdict(rival("pointer stack"), run(OWN_1=Verdict.FAIL, OWN_2=Verdict.FAIL, CACHE_1=Verdict.UNKNOWN)),
        RivalVerdict(rival("index list, checked"), run()),
        RivalVerdict(rival("arena"), None, "not built: cc failed:\nmuch text"),
    ]
    document = rivals_as_markdown(verdicts, SPEC, Level.HOT)
    assert rows(document) == [
        ["pointer stack", "design", "core", "OWN-1, OWN-2", "CACHE-1"],
        ["index list, checked", "design", "hot", "nothing", ""],
        ["arena", "rejected alternative", "not built: cc failed:", "", ""],
    ]
    assert f"- **OWN-1**, by 1: {SPEC.requirement('OWN-1').text}" in document
    assert "HOT-5" not in document


def test_allocations_that_the_probe_cannot_see_are_no_pass() -> None:
    verdict = RivalVerdict(rival("jemalloc"), run())
    assert sorted(verdict.unknown) == ["BOUND-1", "CREATE-4", "HOT-1", "HOT-2", "LIFE-1", "LIFE-2", "MEM-1"]
    assert verdict.conforms_at is None
    seen = RivalVerdict(rival("glibc malloc"), run())
    assert (seen.unknown, seen.conforms_at) == ((), Level.HOT)


def test_allocations_that_were_seen_all_the_same_are_violations() -> None:
    verdict = RivalVerdict(rival("jemalloc"), run(HOT_1=Verdict.FAIL))
    assert verdict.failed == ("HOT-1",)
    assert sorted(verdict.unknown) == ["BOUND-1", "CREATE-4", "HOT-2", "LIFE-1", "LIFE-2", "MEM-1"]


def test_a_rival_is_judged_as_it_is(tmp_path: Path) -> None:
    plain = rival("pointer stack")
    if not COMPILERS.available(plain.language):
        pytest.skip("no C compiler here")
    absent = dataclasses.replace(plain, library=Library("odd/no_such_header.h", None, (), (), "libodd-dev"))
    told: list[RivalVerdict] = []
    judged = judge_rivals(
        [plain, absent],
        build_folder=tmp_path,
        compilers=COMPILERS,
        level=Level.HARDENED,
        on_rival=told.append,
    )
    assert list(judged) == told
    assert set(judged[0].failed) >= {"GUARD-2", "OWN-1", "OWN-2"}
    assert "ORDER-1" not in judged[0].failed
    assert (judged[1].run, judged[1].why_not) == (None, "not installed: apt-get install libodd-dev")


def test_the_published_table_lists_the_rivals_of_the_list() -> None:
    assert [row[0] for row in rows(PUBLISHED.read_text(encoding="utf-8"))] == [each.name for each in RIVALS]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "--into"),
        (["--into", "no/such/folder/table.md"], "there is no folder no/such/folder"),
        (["--into", "table.md", "-k", "no such rival"], "no rival's name contains 'no such rival'"),
    ],
)
def test_wrong_usage_is_refused(arguments: list[str], complaint: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert complaint in done.output
