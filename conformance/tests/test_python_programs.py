"""Pytest files made of cases of Python classes of blocks tell a planted fault from the sound class."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.cases import Case, case_of
from poolproof.conformance.cases.files import case_text
from poolproof.conformance.cases.python_test import case_as_python
from poolproof.conformance.cases.reading import read_case
from poolproof.conformance.cases.replay import Outcome, replay
from poolproof.conformance.faults.of_contract.faulty_classes import FAULTY_CLASSES
from poolproof.conformance.judge import Abilities, Finding, Judge
from poolproof.conformance.observations import Trace
from poolproof.conformance.operations import Operation, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.subjects.choice import chosen
from poolproof.conformance.verification import Counterexample
from poolproof.conformance.verification.promised import Promised
from poolproof.spec.contracts import Contract, read_contract

BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 21\nalign = 1\ncount = 5\n[life]\nclear = true\n'
FIFO = BLOCKS + '[order]\nreuse = "fifo"\nfresh = "ascending"\nafter_clear = "as-created"\n'
LIFO = BLOCKS + '[order]\nreuse = "lifo"\nafter_clear = "as-created"\n'
COUNTED = FIFO + "[counters]\n" + "".join(f'{each} = "exact"\n' for each in ("capacity", "used", "free", "peak"))
REFUSING = (
    LIFO + '[misuse]\nnull = "refused"\nforeign = "refused:NotForeign"\ninterior = "refused"\ndouble = "refused:NotLent"\n'
)
RECORDS = FIFO + "[sequence]\nsize = 17\ncount = 3\nnumber_at = 9\n"
SIZED = FIFO + '[size]\nsmallest = 2\nlargest = 20\ntoo_large = "refused:TooLarge"\n'
CONTRACTS = {
    "order_next_but_one": FIFO,
    "fresh_swapped": FIFO,
    "last_byte_left": FIFO + '[contents]\nat_get = "zero"\nwhile_free = "0xDD"\n',
    "poison_thinned": FIFO + '[contents]\nat_get = "zero"\nwhile_free = "0xDD"\n',
    "mark_inside": LIFO + '[contents]\nat_get = "kept"\n',
    "refusal_counts": COUNTED,
    "clear_lowers_the_peak": COUNTED,
    "one_byte_more": SIZED,
    "another_exception": SIZED,
    "double_return_taken": REFUSING,
    "misuse_turns": REFUSING,
    "one_too_few": FIFO,
    "one_too_many": LIFO,
    "clear_leaves_one": COUNTED,
    "one_record_too_few": RECORDS,
    "record_number_runs_on": RECORDS,
    "last_is_first": FIFO,
    "return_writes_elsewhere": FIFO,
    "half_a_step_off": FIFO.replace("size = 21\nalign = 1", "size = 64\nalign = 64"),
    "goes_on": BLOCKS + '[misuse]\nnull = "aborts"\ndouble = "aborts"\n',
    "found_by_equality": REFUSING,
}
CLASS = """
from poolproof.conformance.faults.of_contract.faulty_classes import FAULTY_CLASSES
from poolproof.conformance.faults.of_contract.sound_class import pool_of
from poolproof.spec.contracts import read_contract

Sound = pool_of(read_contract({text!r}, "tried.toml"))
Pool = {made}
"""


def steps_of(contract: Contract) -> list[Operation]:
    """All that a contract may promise, on a pool that is filled, emptied in another order, cleared and used again."""
    once = [
        *[op.get()] * (contract.block.count + 1),
        *(op.write(0x0102030405060708 * (number + 1), number) for number in range(contract.block.count)),
        *(op.give_back(2), op.give_back(), op.give_back(1)),
        *(op.misuse(target, 0, 3) for target in (Target.RETURNED, Target.NULL, Target.FOREIGN)),
        *[op.get()] * 2,
        op.misuse(Target.INTERIOR, 0, 3),
        *(
            op.write(7, 0),
            op.write(7, 1),
            op.give_back(),
            op.get(),
            op.write(7),
            op.give_back(1),
            op.get(),
        ),
        *[op.take(), op.write_record(2**64 - 1)] * 4,
        *(op.reset(), op.take(), op.take()),
        *(op.get_exactly(21), op.clear(), op.get(), op.give_back()),
    ]
    whole = [op.create_default(), *once, *once, op.clear(), *once]
    return [each.observing_usage() for each in Promised(contract).admitted(whole)]


def example_of(subject: Subject, violates: tuple[str, ...]) -> Counterexample:
    contract = subject.contract
    operations = steps_of(contract)
    with Session(subject) as session:
        trace = session.run(operations, fresh=True)
    finding = first_finding(trace, contract)
    assert finding is not None
    assert set(finding.requirements) & set(violates)
    return Counterexample(tuple(operations[: finding.place + 1]), trace[: finding.place + 1], finding, 1, 1)


def first_finding(trace: Trace, contract: Contract) -> Finding | None:
    judge = Judge(Abilities(False), contract)
    return next((finding for step in trace for finding in judge.observe(step)), None)


def subject_of(folder: Path, name: str, text: str, made: str) -> Subject:
    file = folder / f"{name}.py"
    file.write_text(CLASS.format(text=text, made=made), encoding="utf-8")
    return chosen(resolve(f"{file}:Pool"), read_contract(text, "tried.toml"))


def outcome(case: Case, subject: Subject) -> Outcome:
    with Session(subject) as session:
        return replay(case, session, attempts=1).outcome


def status_of(case: Case, trace: Trace, subject: Subject, folder: Path) -> tuple[int, str]:
    file = folder / f"test_made_{len([*folder.iterdir()])}.py"
    file.write_text(case_as_python(case, trace, subject), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=120)
    errors = re.findall(r"^E +(\w+)(?=:)", result.stdout, re.M)
    return result.returncode, errors[0] if errors else ""


@pytest.mark.parametrize(
    "name",
    [each if place % 7 == 0 else pytest.param(each, marks=pytest.mark.long) for place, each in enumerate(FAULTY_CLASSES)],
)
def test_a_pytest_file_tells_the_faulty_class_from_the_sound(name: str, tmp_path: Path) -> None:
    text = CONTRACTS[name]
    faulty = subject_of(tmp_path, "faulty", text, f"FAULTY_CLASSES[{name!r}].of(Sound)")
    sound = subject_of(tmp_path, "sound", text, "Sound")
    example = example_of(faulty, FAULTY_CLASSES[name].violates)
    case = read_case(case_text(case_of(example, faulty.contract, "a class")), "case.json")
    assert (outcome(case, faulty), outcome(case, sound)) == (Outcome.STILL_FAILS, Outcome.FIXED)
    statuses = [status_of(case, example.trace, subject, tmp_path) for subject in (faulty, sound)]
    assert statuses == [(1, "AssertionError"), (0, "")]
