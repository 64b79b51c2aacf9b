"""The fixture ``assert_no_hot_allocation``: what one call asks of CPython's allocators, call after call."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from typing import Any, Final, Protocol

import pytest

from ..subjects.python_allocations import PythonAllocations, UncountableError
from ..subjects.resolve import python_allocations_path
from ..verification.checks.hot_path import COUNTED

_WARM_UP: Final = 20
"""Calls until the interpreter has adapted its code to them, and cached what it looks up."""
_CALLS: Final = 100

_counter: PythonAllocations | str | None = None
"""Of this process, or why it can have none: the allocators must not be hooked twice."""


class HotAllocationCheck(Protocol):
    def __call__(
        self, call: Callable[[], Any], *, calls: int = ..., warm_up: int = ..., raises: type[Exception] | None = None
    ) -> None: ...


def checker() -> HotAllocationCheck:
    """Hooks the allocators of this process, for good, when it is first asked for. Skips the test where they can't be."""
    global _counter
    if _counter is None:
        try:
            _counter = PythonAllocations(python_allocations_path())
        except UncountableError as error:
            _counter = str(error)
    if isinstance(_counter, str):
        pytest.skip(f"allocations can't be counted in this interpreter, or under its tracer: {_counter}")
    counter = _counter

    def assert_no_hot_allocation(
        call: Callable[[], Any], *, calls: int = _CALLS, warm_up: int = _WARM_UP, raises: type[Exception] | None = None
    ) -> None:
        """Call it ``warm_up`` times, then ``calls`` times, and fail the test when one of these allocates or frees something.

        ``raises``: what every call is to raise, as a refusal; the exception itself, and the traceback of raising it, do not
        count. What CPython takes from its free lists, or C code takes elsewhere, is not seen.
        """
        _repeat(counter, call, warm_up, raises)
        counter.forget_names()
        guilty, most = _repeat(counter, call, calls, raises)
        if guilty:
            allocations, releases, size_bytes = most
            pytest.fail(
                f"not free of allocation: in {guilty} of {calls} calls; at most {allocations} allocations "
                f"({size_bytes:,} bytes) and {releases} releases in a call\n{COUNTED}",
                pytrace=False,
            )

    return assert_no_hot_allocation


def _repeat(
    counter: PythonAllocations, call: Callable[[], Any], times: int, raises: type[Exception] | None
) -> tuple[int, tuple[int, int, int]]:
    """In how many of the calls something was counted, and the most: allocations, releases and bytes."""
    guilty, most = 0, (0, 0, 0)
    for _ in repeat(None, times):
        _call(counter, call, raises)
        counts = counter.allocations, counter.releases, counter.allocated_bytes
        guilty += counts[:2] != (0, 0)
        most = max(most, counts)
    return guilty, most


def _call(counter: PythonAllocations, call: Callable[[], Any], raises: type[Exception] | None) -> None:
    if raises is None:
        counter.call(call)
        return
    try:
        counter.call(call)
    except raises:
        return
    pytest.fail(f"it was to raise {raises.__name__}, and did not", pytrace=False)
