"""What this machine does not give that the worker needs: the machine's doing, and not the subject's."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Mapping
from typing import Final

_REMEDIES: Final[Mapping[int, str]] = {
    errno.EMFILE: "raise the limit of open files (ulimit -n 256)",
    errno.ENFILE: "the system has no open files left: end something else",
    errno.EAGAIN: "raise the limit of processes (ulimit -u), or end some",
    errno.ENOMEM: "raise the limit of memory (ulimit -v unlimited), or free some",
    errno.EFBIG: "raise the limit of a file's size (ulimit -f unlimited)",
    errno.ENOSPC: "free some space on the disk",
    errno.EDQUOT: "free some space on the disk",
    errno.EROFS: "name a folder that can be written to (TMPDIR)",
    errno.ENOSYS: "the worker needs Linux 5.11 or newer, with memfd_create",
}


class MachineError(Exception):
    """The machine, or a limit that is set for this process, does not let a subject be judged. One line, with the remedy."""


def machine_error(error: OSError, what: str) -> MachineError:
    """What could not be done, why, and what helps."""
    why = os.strerror(error.errno) if error.errno else str(error)
    remedy = _REMEDIES.get(error.errno or 0)
    return MachineError(f"{what}: {why}" + (f"; {remedy}" if remedy else ""))


def is_of_machine(error: BaseException) -> bool:
    """Whether an error that nobody expected there comes of a limit."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _REMEDIES)


def narrow_limits() -> str:
    """The limits that are set for this process and may be in the way, for a message; empty: there is none."""
    named = (
        ("address space", resource.RLIMIT_AS, "ulimit -v"),
        ("stack", resource.RLIMIT_STACK, "ulimit -s"),
        ("file size", resource.RLIMIT_FSIZE, "ulimit -f"),
        ("open files", resource.RLIMIT_NOFILE, "ulimit -n"),
        ("data", resource.RLIMIT_DATA, "ulimit -d"),
    )
    narrow = []
    for what, number, command in named:
        soft = resource.getrlimit(number)[0]
        least = {resource.RLIMIT_NOFILE: 64, resource.RLIMIT_STACK: 1 << 20, resource.RLIMIT_FSIZE: 64 << 20}
        if soft != resource.RLIM_INFINITY and soft < least.get(number, 4 << 30):
            narrow.append(f"{what} {soft:,} ({command})")
    return ", ".join(narrow)
