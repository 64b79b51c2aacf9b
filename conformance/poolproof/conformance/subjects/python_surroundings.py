"""What a Python class can change around its caller: looked at from inside its process, and put back (ENV-1)."""

from __future__ import annotations

import contextlib
import fcntl
import locale
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from poolproof.spec.vocabulary import SignalAction, Surrounding

_LOOKED_AT: Final = 64
_COPIES_FROM: Final = 400
_SIGNALS: Final = 32
_PRIVATE: Final = 0o077
_OF_NO_HANDLER: Final = (signal.SIGKILL, signal.SIGSTOP)


class Change(NamedTuple):
    """As the fields of an observation."""

    kind: Surrounding
    number: int = 0
    before: int = 0
    after: int = 1


class Descriptors:
    """Those that were open before the class was loaded: the caller's."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[tuple[int, int], int]] = {}
        for number in range(_LOOKED_AT):
            file = _file(number)
            if file is None:
                continue
            with contextlib.suppress(OSError):  # where descriptors are few, they are the subject's
                self._kept[number] = (file, fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, _COPIES_FROM))

    def changes(self) -> Iterator[Change]:
        for number, (file, copy) in self._kept.items():
            now = _file(number)
            if now != file:
                with contextlib.suppress(OSError):
                    os.dup2(copy, number)
                yield Change(Surrounding.DESCRIPTOR, number, 1, 0 if now is None else 2)


class Surroundings:
    """As they are when the class has been loaded: what its module does by being imported is no operation."""

    def __init__(self, descriptors: Descriptors) -> None:
        self._descriptors = descriptors
        self._signals = [each for each in range(1, _SIGNALS) if each not in _OF_NO_HANDLER]
        self._handlers = {each: signal.getsignal(each) for each in self._signals}
        self._mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        self._umask = _umask()
        self._directory = _directory()
        self._place = Path.cwd()
        self._locale = locale.setlocale(locale.LC_ALL)

    def change(self) -> Change | None:
        """What differs first; all that differs is put back."""
        looks: tuple[Callable[[], Iterator[Change]], ...] = (
            self._of_mask,
            self._of_handlers,
            self._of_umask,
            self._of_directory,
            self._of_locale,
            self._descriptors.changes,
        )
        found = [change for look in looks for change in look()]
        return found[0] if found else None

    def _of_mask(self) -> Iterator[Change]:
        now = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        if now != self._mask:
            signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)
            number = min(now ^ self._mask)
            yield Change(Surrounding.SIGNAL_MASK, number, number in self._mask, number in now)

    def _of_handlers(self) -> Iterator[Change]:
        for number in self._signals:
            now, before = signal.getsignal(number), self._handlers[number]
            if now != before:
                signal.signal(number, signal.SIG_DFL if before is None else before)
                yield Change(Surrounding.SIGNAL_ACTION, number, _action(before), _action(now))

    def _of_umask(self) -> Iterator[Change]:
        now = _umask()
        if now != self._umask:
            os.umask(self._umask)
            yield Change(Surrounding.UMASK, 0, self._umask, now)

    def _of_directory(self) -> Iterator[Change]:
        if _directory() != self._directory:
            with contextlib.suppress(OSError):
                os.chdir(self._place)
            yield Change(Surrounding.WORKING_DIRECTORY)

    def _of_locale(self) -> Iterator[Change]:
        if locale.setlocale(locale.LC_ALL) != self._locale:
            locale.setlocale(locale.LC_ALL, self._locale)
            yield Change(Surrounding.LOCALE)


def _action(handler: Any) -> int:
    if handler == signal.SIG_DFL:
        return SignalAction.DEFAULT
    return SignalAction.IGNORED if handler == signal.SIG_IGN else SignalAction.HANDLED


def _umask() -> int:
    """The system has no way to ask. Nobody else makes files here."""
    now = os.umask(_PRIVATE)
    os.umask(now)
    return now


def _directory() -> tuple[int, int]:
    with contextlib.suppress(OSError):
        here = os.open(".", os.O_PATH | os.O_DIRECTORY)  # not by pathlib, which keeps a little of each path
        try:
            return _file(here) or (0, 0)
        finally:
            os.close(here)
    return 0, 0


def _file(number: int) -> tuple[int, int] | None:
    try:
        found = os.fstat(number)
    except OSError:
        return None
    return found.st_dev, found.st_ino
