"""How a process that has ended came to its end, in words."""

from __future__ import annotations

import signal
from typing import Final

from poolproof.spec.vocabulary import Exit

from ..names import signal_name
from ..observations import Death, DeathCause

_OF_THE_FENCE: Final = -signal.SIGSYS
_VERBS: Final = {"memory": "is", "file descriptors": "are"}


def death_of(returncode: int | None, *, stalled: bool, in_holder: bool, stderr: str) -> Death:
    """Of a worker's exit status; negative: a signal's number."""
    if stalled or returncode == Exit.HANG or returncode is None:
        return Death(DeathCause.HANG, "did not come back (hangs)", in_holder, stderr)
    if returncode == Exit.STACK:
        return Death(DeathCause.STACK_OVERFLOW, "overran its stack", in_holder, stderr)
    if returncode == Exit.BOUNDS and stderr:
        return Death(DeathCause.OUT_OF_BOUNDS, stderr.splitlines()[-1], in_holder, stderr)
    if returncode == Exit.CHANNEL:
        return Death(DeathCause.CLOSED_DESCRIPTORS, "closed file descriptors that are not its own", in_holder, stderr)
    if returncode == _OF_THE_FENCE:
        return reached_out(stderr)
    if returncode < 0:
        return Death(DeathCause.SIGNAL, f"was killed by {signal_name(-returncode)}", in_holder, stderr)
    return Death(DeathCause.EXIT, f"ended itself with exit status {returncode}", in_holder, stderr)


def is_of_machine(returncode: int | None, *, in_subject: bool) -> bool:
    """Whether it ended for want of what the machine does not give. A subject may end itself with any status."""
    return returncode == -signal.SIGXCPU or (returncode == Exit.MACHINE and not in_subject)


def limit_told(returncode: int | None, stderr: str) -> str:
    """What was lacking, and what helps."""
    if returncode == -signal.SIGXCPU:
        return "the limit of processor time ended it (raise it: ulimit -t)"
    return stderr.splitlines()[-1] if stderr else "it could not begin, and did not say why"


def reached_out(stderr: str) -> Death:
    """Of a subject that signals or traces processes that it did not start."""
    return Death(DeathCause.REACHED_OUT, "reached for a process that is not its own", in_holder=False, stderr=stderr)


def wrote_into(what: str, stderr: str) -> Death:
    """Of a subject after which nothing can be read that makes sense."""
    return Death(DeathCause.NONSENSE, f"wrote into {what} that {_VERBS[what]} not its own", in_holder=False, stderr=stderr)


def said(stderr: str) -> str:
    """The last that it wrote there, as an addition; empty: nothing."""
    return f" (it said: {stderr.splitlines()[-1]})" if stderr else ""
