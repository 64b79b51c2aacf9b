"""Where the command begins: nothing is loaded before it is known what Ctrl-C means.

SIGTERM, as of a runner whose time is up, and SIGHUP, of a terminal that is gone, are as good as Ctrl-C: what was found so far
is reported. The second ends at once.
"""

from __future__ import annotations

import os
import signal
import sys

_INCONCLUSIVE = 4
"""See ``exits``, which would be another thing to load first."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    """Run the command line, and end the process with one of the fixed statuses."""
    try:
        interrupt_on_signals()
        from .main import main as run

        run()
    except KeyboardInterrupt:
        _end_interrupted()


def interrupt_on_signals() -> None:
    """From now on. A process that ignores Ctrl-C, as one that was put into the background does, goes on ignoring it."""
    for each in _SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, _interrupt)


def _interrupt(_signal: int, _frame: object) -> None:
    for each in _SIGNALS:
        if signal.getsignal(each) is _interrupt:
            signal.signal(each, _interrupt_again)
    raise KeyboardInterrupt


def _interrupt_again(_signal: int, _frame: object) -> None:
    _end_interrupted()


def _end_interrupted() -> None:
    """Without a look back: what the process started notices, and ends with it."""
    try:
        sys.stdout.flush()
        os.write(2, b"poolproof: interrupted\n")
    finally:
        os._exit(_INCONCLUSIVE)
