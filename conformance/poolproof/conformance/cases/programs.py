"""What is saved of a counterexample: the case, and beside it the same steps as a program that shows the failure."""

from __future__ import annotations

from pathlib import Path

from poolproof.spec.contracts import Contract

from ..interleaving import Told
from ..observations import Trace
from ..reports.files import PROGRAM, write_whole
from ..subjects import Subject
from .books import NotConcreteError
from .c_program import case_as_c
from .case import Case, Example, case_of, case_of_meeting
from .files import save_case, save_whole_case
from .of_threads import case_of_threads_as_c
from .python_test import case_as_python


def save_with_program(example: Example, contract: Contract, subject: Subject, name: str, folder: Path) -> tuple[Path, ...]:
    """Save the case of that name of a subject, and its program: in C for a library, a pytest file for a Python class.

    The files written, the case's first; it is alone where there can be no such program. Raises OSError."""
    case_file = save_case(example, contract, name, folder)
    try:
        program, text = _program(case_of(example, contract, name), example.trace, subject, case_file)
    except NotConcreteError:
        return (case_file,)
    write_whole(program, text, PROGRAM)
    return case_file, program


def save_meeting(told: Told, subject: Subject, name: str, folder: Path) -> tuple[Path, ...]:
    """Save the case of threads that met in a library. The case, and its program, where there can be one.

    Raises OSError."""
    assert subject.sha256 is not None
    case_file = save_whole_case(case_of_meeting(told, subject.contract, name, subject.sha256), folder)
    try:
        text = case_of_threads_as_c(told, subject)
    except NotConcreteError:
        return (case_file,)
    write_whole(case_file.with_suffix(".c"), text, PROGRAM)
    return case_file, case_file.with_suffix(".c")


def _program(case: Case, trace: Trace, subject: Subject, case_file: Path) -> tuple[Path, str]:
    if subject.python is None:
        return case_file.with_suffix(".c"), case_as_c(case, trace)
    test = f"test_{case_file.stem.lower().replace('-', '_')}.py"
    return case_file.with_name(test), case_as_python(case, trace, subject)
