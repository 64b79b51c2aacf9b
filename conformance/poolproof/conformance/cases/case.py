"""A case: the operations that show a violation, and all that is needed to judge them again elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from poolproof.spec.contracts import Contract

from ..interleaving import Told
from ..judge import Finding
from ..observations import State, Trace
from ..operations import Operation
from ..reports.calls import call_text
from .meeting import Meeting, meeting_of

VERSION: Final = 3
VERSION_OF_OPERATIONS: Final = 2
"""What has no threads is written so that an earlier poolproof reads it, too."""
_FOLDERS: Final = re.compile(r"(?<![\w.~-])~?/(?:[^\s/:'\"]+/)+")


@dataclass(frozen=True, slots=True)
class Case:
    """``requirements``: what it violates, the one to blame first. ``contract``: what it is judged by. ``subject`` is a name: no
    path, nothing of a machine. ``sanitizer``: only a sanitizer saw it, in a build of the pool's source that it watches.

    ``meeting``: of threads that met, or of an interrupt; then there are no operations of one caller.

    ``shown``: the call of each operation as the counterexample showed it, "" where there is none. For the eyes only:
    it is written, and never read."""

    requirements: tuple[str, ...]
    expected: str
    observed: str
    contract: Contract
    subject: str
    operations: tuple[Operation, ...]
    sanitizer: bool = False
    meeting: Meeting | None = None
    shown: tuple[str, ...] = field(default=(), compare=False)


class Example(Protocol):
    """What a case is made of: a counterexample is one."""

    @property
    def operations(self) -> Sequence[Operation]: ...

    @property
    def trace(self) -> Trace: ...

    @property
    def finding(self) -> Finding: ...


def case_of(example: Example, contract: Contract, subject_name: str) -> Case:
    """The case that an example is. Its trace is used where there is one: it ends with the step that fails."""
    operations, shown = tuple(example.operations), ("",) * len(example.operations)
    if example.trace:
        operations = tuple(step.operation for step in example.trace)
        shown = tuple(
            call_text(step.operation, step.observation, contract)
            if step.death is not None or step.observation.state == State.DONE
            else "(does not apply)"
            for step in example.trace
        )
    return Case(
        requirements=example.finding.requirements,
        expected=_without_folders(example.finding.expected),
        observed=_without_folders(example.finding.observed),
        contract=contract,
        subject=subject_name.rpartition("/")[2],
        operations=operations,
        shown=shown,
    )


def case_of_meeting(told: Told, contract: Contract, subject_name: str, library: str) -> Case:
    """The case that a meeting of threads is. ``library``: the sha256 of the library."""
    return Case(
        requirements=(told.requirement,),
        expected=told.expected,
        observed=told.observed,
        contract=contract,
        subject=subject_name.rpartition("/")[2],
        operations=(),
        meeting=meeting_of(told, library),
    )


def _without_folders(text: str) -> str:
    """What a subject says as it dies may name files of the machine that it was built on: only their last names are kept."""
    return _FOLDERS.sub("", text)
