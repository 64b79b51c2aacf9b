"""Case files: one operation a line, so that people can read them and a change shows as one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from poolproof.spec.contracts import Contract, promise_lines
from poolproof.spec.files import read_text

from ..operations import Flag, Operation, to_json
from ..reports.files import CASE, write_whole
from .case import VERSION, VERSION_OF_OPERATIONS, Case, Example, case_of
from .contract_of_case import contract_text
from .meeting import meeting_data, meeting_lines
from .reading import read_case
from .record import CaseError

_LONGEST_BODY: Final = 8
_FEWEST_ROUNDS: Final = 10


def save_case(example: Example, contract: Contract, subject_name: str, folder: Path) -> Path:
    """Write the case into the folder, whole or not at all; return its file. The same case has the same file name everywhere.

    Raises OSError."""
    return save_whole_case(case_of(example, contract, subject_name), folder)


def save_whole_case(case: Case, folder: Path) -> Path:
    """The same of a case that is made already."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file_name(case)
    write_whole(target, case_text(case), CASE)
    return target


def load_case(path: Path) -> Case:
    """Raises CaseError."""
    try:
        text = read_text(path)
    except OSError as error:
        raise CaseError(str(path), "the whole file", f"can't be read ({error.strerror})", "check the path") from error
    except UnicodeDecodeError as error:
        raise CaseError(str(path), "the whole file", "is not text in UTF-8", "give a case file") from error
    return read_case(text, str(path))


def case_files(path: Path) -> list[Path]:
    """The file itself, or the case files of a folder by name. Raises CaseError for a folder that has none."""
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.json"))
    if not found:
        raise CaseError(str(path), "the whole folder", "holds no case (*.json)", "save one there, or give another folder")
    return found


def load_corpus(folder: Path) -> tuple[Case, ...]:
    """All cases of a folder, by name. Raises CaseError."""
    return tuple(load_case(path) for path in case_files(folder))


def file_name(case: Case) -> str:
    """Of the requirement, of what is run and of what is promised: not of how any of it is called, nor on which subject it was
    found."""
    run = [_record(each) for each in case.operations] if case.meeting is None else meeting_data(case.meeting)
    content = [run, promise_lines(case.contract)]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f"{case.requirements[0]}-{digest[:8]}.json"


def case_text(case: Case) -> str:
    """The text of a case file."""
    head: dict[str, object] = {
        "case": VERSION_OF_OPERATIONS if case.meeting is None else VERSION,
        "requirements": list(case.requirements),
        "expected": case.expected,
        "observed": case.observed,
        "subject": case.subject,
    }
    if case.sanitizer:
        head["sanitizer"] = True
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    lines.append(f'  "contract": {contract_text(case.contract)},')
    if case.meeting is not None:
        return "\n".join(["{", *lines, *meeting_lines(case.meeting), "}", ""])
    operations = ",\n".join(f"    {json.dumps(record, ensure_ascii=False)}" for record in _runs(case))
    return "\n".join(["{", *lines, '  "operations": [', operations, "  ]", "}", ""])


def _runs(case: Case) -> Iterator[dict[str, object]]:
    """What is done many times in a row is one record: an operation, or some in turn."""
    shown = case.shown or ("",) * len(case.operations)
    at = 0
    while at < len(case.operations):
        width, rounds = _longest_run(case.operations, at)
        end = at + width * rounds
        if width == 1:
            record = _shown_record(case.operations[at], shown[at], shown[end - 1])
            yield record | {"times": rounds} if rounds > 1 else record
        else:
            body = [_shown_record(case.operations[each], shown[each], shown[each]) for each in range(at, at + width)]
            yield {"times": rounds, "operations": body}
        at = end


def _longest_run(operations: Sequence[Operation], at: int) -> tuple[int, int]:
    """How many operations from there repeat, and how often. In turn only where it is worth the reader's while."""
    rounds = _rounds(operations, at, 1)
    if rounds > 1:
        return 1, rounds
    for width in range(2, _LONGEST_BODY + 1):
        rounds = _rounds(operations, at, width)
        if rounds >= _FEWEST_ROUNDS:
            return width, rounds
    return 1, 1


def _rounds(operations: Sequence[Operation], at: int, width: int) -> int:
    place = at + width
    while place < len(operations) and operations[place] == operations[place - width]:
        place += 1
    return max((place - at) // width, 1)


def _shown_record(operation: Operation, first: str, last: str) -> dict[str, object]:
    record = _record(operation)
    if first:
        record["shown"] = first if first == last else f"{first} … {last}"
    return record


def _record(operation: Operation) -> dict[str, object]:
    record = to_json(operation)
    if operation.flags & Flag.STEP:
        record["step"] = True
    return record
