"""Programs in C made of cases of any contract tell a planted fault from the sound pool, and so does a replay by the case."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance.cases import Case, case_of, file_name
from poolproof.conformance.cases.c_program import case_as_c
from poolproof.conformance.cases.files import case_text
from poolproof.conformance.cases.reading import read_case
from poolproof.conformance.cases.replay import Outcome
from poolproof.conformance.cases.sessions import replay_all
from poolproof.conformance.faults import Fault
from poolproof.conformance.faults.of_contract.build import build_of_contract
from poolproof.conformance.faults.of_contract.catalogue import entries_of, example_contracts
from poolproof.conformance.subjects import resolve
from poolproof.conformance.subjects.choice import chosen
from poolproof.conformance.verification import Counterexample, Plan, verify
from poolproof.conformance.verification.promised import Promised
from poolproof.spec import Level
from poolproof.spec.contracts import Contract, block_header_path, load_contract, profile_of

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
    run = verify(chosen(resolve(str(library)), contract), promised.spec, profile_of(contract), plan, promised=promised)
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


@pytest.mark.parametrize(("name", "fault", "exits"), FAULTS, ids=[f"{each[0]}-{each[1]}" for each in FAULTS])
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
