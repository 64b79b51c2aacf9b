"""Programs in C made of cases of any contract tell a planted fault from the sound pool, and so does a replay by the case."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance import operations as op
from poolproof.conformance.cases import Case, case_of, file_name, save_case
from poolproof.conformance.cases.c_program import case_as_c
from poolproof.conformance.cases.files import case_text
from poolproof.conformance.cases.reading import read_case
from poolproof.conformance.cases.replay import Outcome
from poolproof.conformance.cases.sessions import replay_all
from poolproof.conformance.cli.replay import replay as replay_command
from poolproof.conformance.faults import Fault
from poolproof.conformance.faults.of_contract.build import build_of_contract
from poolproof.conformance.faults.of_contract.catalogue import entries_of, example_contracts
from poolproof.conformance.judge import Abilities, Judge
from poolproof.conformance.reports.json_report import report, schema
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import SubjectError, resolve
from poolproof.conformance.subjects.choice import chosen
from poolproof.conformance.verification import Counterexample, Plan, verify
from poolproof.conformance.verification.promised import Promised
from poolproof.spec import Level
from poolproof.spec.contracts import Contract, block_header_path, load_contract

CONTRACTS = {each.stem: each for each in example_contracts()}
STRICT = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-pedantic")
SHOWN = frozenset({1})
ABORTED, SEGFAULT = frozenset({-6}), frozenset({-11})
NOT_BY_ITSELF = frozenset({2})

# the contract, the fault, and how the program ends on the faulty pool
FAULTS = [
    ("session-table", "order-1-highest", SHOWN),
    ("dpdk-ring", "order-1-next-but-one", SHOWN),
    ("descending", "order-4-two-swapped", SHOWN),
    ("fresh-first", "order-1-next-but-one", SHOWN),
    ("at-least", "cap-1-one-less", SHOWN),
    ("poisoned", "zero-1-last-byte-left", SHOWN),
    ("poisoned", "free-1-link-inside", SHOWN),
    ("object-cache", "keep-1-last-byte", SHOWN),
    ("kept-while-free", "free-1-next-return-writes", SHOWN),
    ("sized-in-bytes", "guard-2-one-more", SHOWN),
    ("sized-in-bytes", "guard-1-largest-refused", SHOWN),
    ("sized-or-dead", "cap-2-one-more", SHOWN),
    ("aborts-on-all", "abort-1-goes-on", SHOWN),
    ("refuses-with-codes", "own-2-double-taken", SHOWN),
    ("refuses-with-codes", "own-1-taken-for-its-own", SHOWN),
    ("only-one", "peak-1-clear-lowers-it", SHOWN),
    ("only-one", "usage-1-refusal-counts", SHOWN),
    ("numbered-records", "receipt-2-number-runs-on", SHOWN),
    ("numbered-records", "receipt-3-elsewhere-after-reset", SHOWN),
    ("all-in-storage", "create-3-another-code", SHOWN),
    ("all-in-storage", "bound-1-storage-overrun", SHOWN),
    ("object-cache", "create-4-leaks", SHOWN),
    ("object-cache", "life-1-table-left", SHOWN),
    ("session-table", "iso-4-one-count-for-all", SHOWN),
    ("zeroed", "iso-1-half-a-step-off", SHOWN),
    ("zeroed", "iso-2-last-is-first", SHOWN),
    ("zeroed", "iso-3-writes-to-a-holder", SHOWN),
    ("zeroed", "iso-5-out-is-kept", SHOWN),
    ("zeroed", "env-1-ignores-a-signal", SHOWN),
    ("zeroed", "safe-1-dies-at-the-fifth", ABORTED),
    ("zeroed", "safe-2-misuse-counts", SHOWN),
    ("zeroed", "bound-1-one-byte-behind", NOT_BY_ITSELF),
]


@pytest.fixture(scope="session")
def compilers() -> Compilers:
    found = Compilers.from_environment()
    if not found.available(Language.C):
        pytest.skip("no C compiler")
    return found


def example_of(library: Path, contract: Contract, violates: Sequence[str]) -> Counterexample:
    promised = Promised(contract)
    plan = Plan(level=Level.HARDENED, selected=frozenset(violates) - promised.reasons.keys())
    run = verify(chosen(resolve(str(library)), contract), plan)
    found = {each.requirement.id: each.counterexample for each in run.verdicts if each.counterexample is not None}
    return next(found[each] for each in violates if each in found)


def replayed(case: Case, library: Path) -> Outcome:
    ((_, _, found),) = replay_all([(Path("case.json"), case)], resolve(str(library)), by_its_own=True)
    return found.outcome


def exit_of(source: Path, library: Path, compilers: Compilers) -> tuple[int, str]:
    program = source.with_suffix("")
    words = [*STRICT, "-I", str(block_header_path().parent), str(source), str(library), "-o", str(program)]
    compiled = subprocess.run([*compilers.c, *words], capture_output=True, text=True, check=False)
    assert compiled.returncode == 0, compiled.stderr + source.read_text(encoding="utf-8")
    ran = subprocess.run([program], capture_output=True, text=True, check=False, timeout=60)
    return ran.returncode, ran.stdout


SOME = [each if place % 4 == 0 else pytest.param(*each, marks=pytest.mark.long) for place, each in enumerate(FAULTS)]
"""The others are `make long`'s: each is judged, compiled and run."""


@pytest.mark.parametrize(("name", "fault", "exits"), SOME, ids=[f"{each[0]}-{each[1]}" for each in FAULTS])
def test_a_case_and_its_program_tell_the_fault_from_the_sound_pool(
    name: str, fault: str, exits: frozenset[int], compilers: Compilers, tmp_path: Path
) -> None:
    contract = load_contract(str(CONTRACTS[name]))
    entries = {each.name: each for each in entries_of(contract)}
    library, sound = (build_of_contract(entries[each], contract, tmp_path, compiler=compilers) for each in (fault, "sound"))
    planted = entries[fault]
    assert isinstance(planted, Fault)
    example = example_of(library, contract, planted.violates)
    case = read_case(case_text(case_of(example, contract, "a faulty pool")), "case.json")
    assert case.contract == contract
    assert (replayed(case, library), replayed(case, sound)) == (Outcome.STILL_FAILS, Outcome.FIXED)

    source = tmp_path / f"{file_name(case)}.c"
    source.write_text(case_as_c(case, example.trace), encoding="utf-8")
    shown, gone = exit_of(source, library, compilers), exit_of(source, sound, compilers)
    assert shown[0] in exits, shown[1] + source.read_text(encoding="utf-8")
    assert gone[0] == (2 if exits == NOT_BY_ITSELF else 0), gone[1] + source.read_text(encoding="utf-8")
    if exits == SHOWN:
        assert f"expected: {case.expected}" in shown[1]


SLAB = """contract = 1
name = "slab"
[block]
size = 32
align = 8
count = 6
[size]
largest = 24
[order]
reuse = "lifo"
"""


@pytest.fixture
def slab(tmp_path: Path) -> Path:
    file = tmp_path / "slab.toml"
    file.write_text(SLAB, encoding="utf-8")
    return file


@pytest.fixture
def faulty(slab: Path, compilers: Compilers, tmp_path: Path) -> Path:
    contract = load_contract(str(slab))
    (fault,) = (each for each in entries_of(contract) if each.name == "order-1-next-but-one")
    return build_of_contract(fault, contract, tmp_path, compiler=compilers)


@pytest.fixture
def case_file(slab: Path, faulty: Path, tmp_path: Path) -> Path:
    """One get goes wrong: found by hand, with no search."""
    contract = load_contract(str(slab))
    again = (op.give_back(), op.get(), op.give_back(), op.give_back(), op.get())
    steps = (op.create_default(), *[op.get()] * 2, *again)
    with Session(chosen(resolve(str(faulty)), contract)) as session:
        trace = session.run(steps, fresh=True)
    judge = Judge(Abilities(False), contract)
    (finding,) = (each for step in trace for each in judge.observe(step))
    example = Counterexample(steps, trace[: finding.place + 1], finding, 1, 1)
    return save_case(example, contract, "a pool", tmp_path / "cases")


def run_replay(*arguments: object) -> Result:
    return CliRunner().invoke(replay_command, [*map(str, arguments)], standalone_mode=False)


def test_a_case_is_replayed_by_the_contract_in_its_file(case_file: Path, slab: Path, faulty: Path) -> None:
    slab.unlink()
    result = run_replay(case_file, faulty)
    assert result.return_value == 1
    assert "get 24 bytes" in result.stdout
    assert "return b2" in result.stdout
    assert "saved by" not in result.stdout


def test_that_a_case_is_judged_by_another_contract_is_said(case_file: Path, slab: Path, faulty: Path) -> None:
    slab.write_text(SLAB.replace("lifo", "any"), encoding="utf-8")
    result = run_replay(case_file, faulty, "--contract", slab)
    assert result.return_value == 0
    assert re.search(
        r"saved by another text of the contract slab \(sha256 [0-9a-f]{12}\) than it is judged by",
        " ".join(result.stdout.split()),
    )
    slab.write_text(SLAB.replace('"slab"', '"table"'), encoding="utf-8")
    result = run_replay(case_file, faulty, "--contract", slab)
    assert (result.return_value, "saved by" in result.stdout) == (1, False)  # it promises the same


def test_what_a_contract_does_not_promise_is_not_tried_by_a_replay(case_file: Path, faulty: Path) -> None:
    """Somebody has edited the file: undefined is undefined."""
    text = case_file.read_text(encoding="utf-8")
    case_file.write_text(text.replace('"target": "lent"', '"target": "null"', 1), encoding="utf-8")
    result = run_replay(case_file, faulty)
    assert result.return_value == 4
    assert "step 4, return NULL: the contract slab does not promise what becomes of it" in result.stdout


def test_a_case_of_another_binding_can_not_run(case_file: Path) -> None:
    result = run_replay(case_file, "-s", "native")
    assert isinstance(result.exception, SubjectError)
    result = run_replay(case_file, "-s", "native", "--contract", "knhk")
    assert result.return_value == 4
    assert "it is of the contract slab, of binding 2: knhk is of binding 1" in result.stdout


def test_a_pool_is_reported_with_the_faults_that_guard_its_contract(slab: Path, faulty: Path) -> None:
    contract = load_contract(str(slab))
    promised = Promised(contract)
    plan = Plan(level=Level.CORE, selected=frozenset({"ORDER-1"}))
    run = verify(chosen(resolve(str(faulty)), contract), plan)
    document = report(run, promised.spec)
    jsonschema.validate(document, schema())
    order = next(each for each in document["requirements"] if each["id"] == "ORDER-1")  # type: ignore[attr-defined]
    assert "order-1-next-but-one" in {each["fault"] for each in order["guards"]}
    assert order["counterexample"]["picture"]["words"]["block"] == "block"
    assert order["counterexample"]["operations"][1]["call"] == "get 24 bytes"
