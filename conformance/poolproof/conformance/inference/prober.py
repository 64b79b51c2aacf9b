"""Loads a subject and probes it: a program of its own, in which each probe is a fork, so that none meets what another left.

python -m poolproof.conformance.inference.prober KIND GIVEN COMMAND_FD ANSWER_FD ALLOWANCE_BYTES

KIND is the name of a class in ``_SPEAKERS``. It reads a line of JSON for each probe (its name, what it is asked, a limit in
seconds) and answers with one: what the probe told before it ended, and how it ended. ``probing.py`` starts it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from .libraries import BlockLibrary, BufferLibrary
from .pool_at_hand import NotCreatedError
from .probes import PROBES
from .speakers import Speaker


def _class(given: str) -> Speaker:
    from .classes import BlockClass  # what it needs makes a process large, and each probe is a fork of it

    return BlockClass(given)


_SPEAKERS: Final[Mapping[str, Callable[[str], Speaker]]] = {
    "blocks": BlockLibrary,
    "buffers": BufferLibrary,
    "class": _class,
}
_RAISED: Final = 77
"""The status of a probe that the subject, or its module, brought an exception into which nobody expected."""
_ASLEEP_S: Final = 3.0
"""How long a probe may be silent without computing."""


def main(arguments: list[str]) -> None:
    kind, given, command, answer, allowance = arguments
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if int(allowance):
        resource.setrlimit(resource.RLIMIT_AS, (int(allowance), resource.getrlimit(resource.RLIMIT_AS)[1]))
    sys.path.insert(0, "")
    asked, answers = os.fdopen(int(command), "r"), os.fdopen(int(answer), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for each in (0, 1, 2):
        os.dup2(nowhere, each)
    try:
        speaker = _SPEAKERS[kind](given)
    except Exception as error:  # whatever the loader, or a subject's module, says
        _say(answers, {"problem": str(error)})
        return
    _say(answers, {"can": sorted(speaker.can), "makes_pools": speaker.makes_pools})
    gc.freeze()
    for line in asked:
        order = json.loads(line)
        _say(answers, _probed(speaker, order))
    os._exit(0)


def _say(answers: Any, what: object) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


def _probed(speaker: Speaker, order: dict[str, Any]) -> dict[str, object]:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _run(speaker, order, write)
    os.close(write)
    told, hangs = _listened(read, child)
    os.close(read)
    if hangs:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    hangs |= code == -signal.SIGXCPU
    return {"told": told, "hung": hangs, "signal": -code if code < 0 and not hangs else 0, "status": max(code, 0)}


def _run(speaker: Speaker, order: dict[str, Any], pipe: int) -> None:
    leave = os._exit
    status = 0
    limit = int(order["limit_s"])
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))

    def tell(*what: object) -> None:
        os.write(pipe, (json.dumps(what) + "\n").encode())

    try:
        PROBES[order["probe"]](speaker, order["asked"], tell)
    except NotCreatedError:
        pass
    except Exception as error:
        with contextlib.suppress(OSError):
            tell("raised", type(error).__name__, str(error))
        status = _RAISED
    except SystemExit as asked:
        status = asked.code if isinstance(asked.code, int) else int(asked.code is not None)
    leave(status & 0xFF)


def _listened(pipe: int, child: int) -> tuple[list[object], bool]:
    """What a probe tells, and whether it had to be given up. It ends itself where it computes for too long."""
    whole, silent_since, used = b"", time.monotonic(), -1
    while True:
        if select.select([pipe], [], [], 0.1)[0]:
            part = os.read(pipe, 1 << 16)
            if not part:
                break
            whole, silent_since = whole + part, time.monotonic()
            continue
        now_used = _used_ticks(child)
        if now_used != used:
            used, silent_since = now_used, time.monotonic()
        if time.monotonic() - silent_since > _ASLEEP_S:
            return _lines(whole), True
    return _lines(whole), False


def _lines(whole: bytes) -> list[object]:
    """The last one may be cut off."""
    return [json.loads(line) for line in whole.split(b"\n")[:-1]]


def _used_ticks(child: int) -> int:
    try:
        with open(f"/proc/{child}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123 - as short as can be
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0
    return -1 if fields[0] == "R" else int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    main(sys.argv[1:])
