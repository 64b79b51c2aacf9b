"""What a subject offers: the functions of which binding, and a contract of its own, if it carries one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.spec.files import LIBRARY_BYTES_AT_MOST, read_file

from .machine import machine_error
from .resolve import ALLOWANCE_BYTES, Subject, SubjectKind
from .symbols import exported_names

_SCRIPT: Final = Path(__file__).with_name("offer_script.py")
_LIMIT_S: Final = 10.0
_ANSWER_BYTES_AT_MOST: Final = 8 << 20
_HEADERS: Final = {1: "bufferpool.h", 2: "blockpool.h"}
GETS: Final = {1: ("bp_get_soa",), 2: ("pp_get", "pp_get_sized")}
"""By the number of the binding, the functions by one of which a library is known to have it."""
GETS_OF_CLASS: Final = {1: ("get_soa",), 2: ("get", "get_sized")}
_PREFIXES: Final = ("bp_", "pp_")


@dataclass(frozen=True, slots=True)
class Offer:
    """``bindings``: those whose get is there. ``near``: names of a binding that are there, though none of a get is."""

    bindings: tuple[int, ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """``text``: of the contract that the subject carries; ``problem``: why it could not be had. Neither: it carries none."""

    text: str | None = None
    problem: str | None = None


def offer_of(subject: Subject) -> Offer:
    """Return what a subject offers, as far as it can be told before its worker runs. A library is loaded only where its own
    symbols do not say. Raises MachineError."""
    if subject.kind is SubjectKind.BUILTIN:
        return Offer((subject.contract.binding,))
    if subject.path is None:
        return Offer(_bindings(_ask(subject).get("names"), GETS_OF_CLASS))
    names = exported_names(read_file(subject.path, LIBRARY_BYTES_AT_MOST))
    bindings = _bindings(names, GETS)
    if not bindings:  # a library that it needs may have them
        bindings = _bindings(_ask(subject).get("names"), GETS)
    return Offer(bindings, tuple(sorted(each for each in names if each.startswith(_PREFIXES))))


def carried_by(subject: Subject) -> Carried:
    """Ask a subject of binding 2 for its contract, in a process of its own: what answers may crash, or hang. Raises
    MachineError."""
    answer = _ask(subject)
    text, problem = answer.get("contract"), answer.get("problem")
    return Carried(text if isinstance(text, str) else None, problem if isinstance(problem, str) else None)


def header_of(binding: int) -> str:
    """Return the header that describes a binding."""
    return _HEADERS[binding]


def _bindings(names: object, gets: dict[int, tuple[str, ...]]) -> tuple[int, ...]:
    found = names if isinstance(names, list | frozenset) else ()
    return tuple(binding for binding, each in gets.items() if any(name in found for name in each))


def _ask(subject: Subject) -> dict[str, object]:
    """What the script answers; a ``problem`` where it comes to none."""
    answer = os.memfd_create("poolproof-offer", os.MFD_CLOEXEC)
    try:
        status = _run(_command(subject, answer), answer, subject.worker_environment())
        written = os.pread(answer, _ANSWER_BYTES_AT_MOST, 0)
    except OSError as error:
        raise machine_error(error, "no process can be started for the subject") from error
    finally:
        os.close(answer)
    try:
        document = json.loads(written)
    except ValueError:
        return {"problem": _how_it_ended(status)}
    return document if isinstance(document, dict) else {"problem": _how_it_ended(status)}


def _command(subject: Subject, answer: int) -> list[str]:
    kind, given = ("library", str(subject.path)) if subject.path is not None else ("class", str(subject.python))
    gets = GETS if subject.path is not None else GETS_OF_CLASS
    allowance = 0 if subject.worker_environment() is not None else 2 * ALLOWANCE_BYTES  # the interpreter's own beside it
    names = [name for each in gets.values() for name in each]
    return [sys.executable, "-P", str(_SCRIPT), kind, given, str(answer), str(allowance), *names]


def _run(command: Sequence[str], answer: int, environment: dict[str, str] | None) -> int | None:
    """Its exit status; None: it was ended, because it did not end by itself. What it started ends with it."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[answer],
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(_LIMIT_S)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


def _how_it_ended(status: int | None) -> str:
    if status is None:
        return f"it did not answer within {_LIMIT_S:.0f} s"
    if status < 0:
        return f"the process that asked it was ended by {signal.Signals(-status).name}"
    return f"the process that asked it ended with status {status}"
