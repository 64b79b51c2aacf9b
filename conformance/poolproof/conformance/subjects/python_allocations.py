"""Counts the calls of CPython's allocators inside one call of a Python class (HOT-1, HOT-2).

The library behind it hooks the allocators and makes the call itself, so that nothing of the harness runs while it counts. It is
tried on known calls first: in an interpreter where these come out otherwise (another implementation, a tracer, a debugger),
nothing is counted and nothing is claimed.

Raising allocates by itself: the exception, and for each function that it leaves a frame and an entry of the traceback. No
refusal of a Python class can do without these, so they are measured in this interpreter, and left out. A message made for it or
a second exception are the subject's own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NoReturn

_NO_ARGUMENT: Final = ctypes.py_object()


class _Counts(ctypes.Structure):
    """``struct python_counts`` of the library."""

    _fields_ = (("allocations", ctypes.c_uint64), ("releases", ctypes.c_uint64), ("allocated_bytes", ctypes.c_uint64))


class _KnownError(Exception):
    """Raised by what is known to raise."""


class _Known:
    """Calls of which it is known what they allocate."""

    def nothing(self, _size: int) -> _Known:
        return self

    def one_deep(self) -> NoReturn:
        raise _KnownError

    def two_deep(self) -> NoReturn:
        self.one_deep()

    def three_deep(self) -> NoReturn:
        self.two_deep()


class UncountableError(Exception):
    """Allocations can't be counted in this interpreter."""


class PythonAllocations:
    """Hooks the allocators of this process, for good. Raises UncountableError.

    ``allocations``, ``releases``, ``allocated_bytes``: of the last call. A block that was moved or grown is one of each.
    """

    def __init__(self, library: Path) -> None:
        try:
            loaded = ctypes.PyDLL(str(library))
        except OSError as error:
            raise UncountableError(str(error)) from error
        self._call = loaded.python_allocations_call
        self._call.restype = ctypes.py_object
        self._call.argtypes = (ctypes.py_object, ctypes.py_object, ctypes.c_void_p)
        self._counts = _Counts()
        self._counts_at = ctypes.addressof(self._counts)
        self._raising, self._raising_a_frame = 0, 0
        self._is_spoilt = False
        self.allocations = self.releases = self.allocated_bytes = 0
        if not loaded.python_allocations_install():
            raise UncountableError("this interpreter lets nobody see what it allocates (PyMem_SetAllocator)")
        self._try_out()

    def call(self, callable: Callable[..., Any], argument: Any = _NO_ARGUMENT) -> Any:
        """Call it with the argument, if one is given. Raises what it raises."""
        self._is_spoilt = False
        try:
            result = self._call(callable, argument, self._counts_at)
        except Exception as error:
            self._take(self._raising + self._raising_a_frame * _frames_left(error.__traceback__))
            raise
        self._take(0)
        return result

    def forget_names(self) -> None:
        """To be called after what may leave anything behind, like a create. The interpreter's cache of attributes may be the
        last to hold a name that was made then, and would free it in the middle of an operation."""
        ctypes.pythonapi.PyType_ClearCache()

    def spoil(self) -> None:
        """Something else ran in the middle of a call, a signal handler for one: that call's counts are given up."""
        self._is_spoilt = True

    def _take(self, raising: int) -> None:
        counts = self._counts
        self.allocations = self.releases = self.allocated_bytes = 0
        if not self._is_spoilt:
            self.allocations = max(counts.allocations - raising, 0)
            self.releases = counts.releases
            self.allocated_bytes = 0 if raising else counts.allocated_bytes

    def _try_out(self) -> None:
        known = _Known()
        for _ in range(2):
            self.call(known.nothing, 8)
            if (self.allocations, self.releases) != (0, 0):
                raise UncountableError("a call that does nothing allocates")
            self.call(object)
            if self.allocations != 1:
                raise UncountableError("the allocation of an object is not seen")
        costs = [self._cost_of_raising(each) for each in (known.one_deep, known.two_deep, known.three_deep)]
        one, two, three = costs
        if not 0 < two - one == three - two:
            raise UncountableError("what raising allocates does not go by the number of frames")
        self._raising, self._raising_a_frame = one - (two - one), two - one

    def _cost_of_raising(self, callable: Callable[[], NoReturn]) -> int:
        try:
            self.call(callable)
        except _KnownError:
            return self.allocations
        raise UncountableError("an exception was lost")


def _frames_left(traceback: TracebackType | None) -> int:
    """How many functions the exception left before ours, which is the first of the traceback."""
    count = -1
    while traceback is not None:
        traceback, count = traceback.tb_next, count + 1
    return max(count, 0)
