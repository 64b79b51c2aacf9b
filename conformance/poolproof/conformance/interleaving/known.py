"""Before the engine is believed, it shows on this machine what is known of two small pools that come with the project.

An emulator, or a debugger, may let it run and hide from it where threads meet: then every pool would be whole, and sound."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Final

import poolproof.native
from poolproof.spec.contracts import Contract, load_contract, read_contract

from ..subjects import Subject, resolve
from .engine import judge_job
from .jobs import Job
from .outcome import End, Outcome

_SECONDS: Final = 10.0
_MET: Final = Job(("g", "g"), 1)
"""Two threads get the only block."""
_OF_ONE_OWNER: Final = 'contract = 1\nname = "known"\nbased_on = "knhk"\n[sharing]\nbetween = "threads"\n'


@cache
def why_not_believed() -> str | None:
    """Return why nothing that the engine says here can be believed; None: it knows what is known. Raises MachineError."""
    wrong = _judge("native", read_contract(_OF_ONE_OWNER, "here"))
    right = _judge(str(poolproof.native.shared_library_path()), load_contract("native-shared"))
    for outcome in (wrong, right):
        if outcome.end in (End.UNFIT_MACHINE, End.UNFIT_SUBJECT):
            return outcome.why
    if (wrong.end, wrong.preemptions) != (End.FOUND, 1):
        return _tell("a pool of one owner, in which two threads get one block, was not found wrong")
    if (right.end, right.found, right.waiting) != (End.WHOLE, None, None) or right.ends < len(_MET.programs):
        return _tell("a pool that threads may share was not found right")
    return None


def _judge(library: str, contract: Contract) -> Outcome:
    subject: Subject = replace(resolve(library), contract=contract)
    return judge_job(subject, _MET, _SECONDS)


def _tell(what: str) -> str:
    return f"the engine can't be believed on this machine: {what} (an emulator, or a debugger?)"
