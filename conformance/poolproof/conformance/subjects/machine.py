"""What this machine does not give that the worker needs: the machine's doing, and not the subject's."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from typing import Final

_REMEDIES: Final[Mapping[int, str]] = {
    errno.EMFILE: "raise the limit of open files (ulimit -n 256)",
    errno.ENFILE: "the system has no open files left: end something else",
    errno.EAGAIN: "raise the limit of processes (ulimit -u), or end some",
    errno.ENOMEM: "raise the limits of memory (ulimit -v unlimited, ulimit -d unlimited), or free some",
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
    is_thread = isinstance(error, RuntimeError) and "can't start new thread" in str(error)
    is_temporary = isinstance(error, FileNotFoundError) and "usable temporary directory" in str(error)
    of_system = isinstance(error, OSError) and error.errno in _REMEDIES
    return isinstance(error, MemoryError) or is_thread or is_temporary or of_system


def machine_problem(error: BaseException) -> str:
    """What such an error says, and what helps. Raises nothing."""
    if isinstance(error, MemoryError):
        return f"there is not enough memory; {_REMEDIES[errno.ENOMEM]}"
    if isinstance(error, RuntimeError):
        return f"no thread can be started; {_REMEDIES[errno.EAGAIN]}"
    if isinstance(error, OSError) and (remedy := _REMEDIES.get(error.errno or 0)) is not None:
        return f"{os_problem(error)}; {remedy}"
    return f"there is no folder for temporary files; {_REMEDIES[errno.EROFS]}"


def os_problem(error: OSError) -> str:
    """What the system refused, in one line."""
    why = error.strerror or str(error)
    return f"{error.filename}: {why}" if error.filename else why
