"""What becomes of an error that ends a command: what is said of it, and the exit status."""

from __future__ import annotations

import traceback

from poolproof.spec import SpecError
from poolproof.spec.pipeline_errors import PipelineError

from ..cases import CaseError
from ..subjects import MachineError, SubjectError
from ..subjects.machine import is_of_machine, machine_problem, os_problem
from .exits import Exit


def end_of(error: Exception) -> tuple[str, Exit]:
    """Of one that nobody expected, an error of the harness, the traceback is printed: it is no verdict."""
    if isinstance(error, (SpecError, CaseError, PipelineError)):
        return str(error), Exit.USAGE
    if isinstance(error, SubjectError):
        return str(error), Exit.NO_SUBJECT
    if isinstance(error, MachineError):
        return f"inconclusive: {error}", Exit.INCONCLUSIVE
    if is_of_machine(error):
        return f"inconclusive: {machine_problem(error)}", Exit.INCONCLUSIVE
    if isinstance(error, OSError):
        return os_problem(error), Exit.USAGE
    traceback.print_exception(error)
    return "this is an error of poolproof itself, not of the subject; please report it", Exit.HARNESS
