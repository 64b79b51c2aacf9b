"""Which pools a test made, and which of them have buffers lent at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

import pytest

import poolproof.native
import poolproof.reference
from poolproof.spec.refusals import Destroyed
from poolproof.spec.usage import Usage


class _Pool(Protocol):
    def capacity_usage(self) -> Usage: ...


class LeakWatch:
    """Holds on to the pools, so that one that its test has dropped can still be asked."""

    def __init__(self) -> None:
        self._pools: list[tuple[_Pool, str]] = []
        self._destroyed: list[str] = []

    def watch(self, pool: _Pool) -> None:
        """Look at this pool too, at the end of the test."""
        self.note(pool, _place(sys._getframe(1)))

    def note(self, pool: _Pool, maker: str) -> None:
        if self._name(pool) is None:
            self._pools.append((pool, f"the {type(pool).__name__} of {maker}"))

    def note_destroy(self, pool: _Pool) -> None:
        """To be called before it is destroyed."""
        name, lent = self._name(pool), _lent(pool)
        if name is not None and lent is not None:
            self._destroyed.append(f"{name} had {lent} when it was destroyed")

    def check(self) -> None:
        """Fail the test if there is a leak. What was told once is not told again."""
        held = [f"{name} has {lent} at the end of the test" for pool, name in self._pools if (lent := _lent(pool)) is not None]
        leaks = [*self._destroyed, *held]
        self.forget()
        if leaks:
            pytest.fail("\n".join(f"pool leak: {leak}" for leak in leaks), pytrace=False)

    def forget(self) -> None:
        self._pools.clear()
        self._destroyed.clear()

    def _name(self, pool: _Pool) -> str | None:
        return next((name for each, name in self._pools if each is pool), None)


@contextmanager
def every_pool_watched(watch: LeakWatch) -> Iterator[None]:
    """Note every pool of poolproof's own classes, and of those made from them, that is made or destroyed meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        for pool_class in (poolproof.native.BufferPool, poolproof.reference.BufferPool):
            patch.setattr(pool_class, "__init__", _noting_init(pool_class.__init__, watch))
            patch.setattr(pool_class, "destroy", _noting_destroy(pool_class.destroy, watch))
        yield


def _noting_init(original: Callable[..., None], watch: LeakWatch) -> Callable[..., None]:
    def __init__(self: Any, *arguments: Any, **named: Any) -> None:  # noqa: N807 - it takes the place of one
        original(self, *arguments, **named)
        watch.note(self, _place(sys._getframe(1)))

    return __init__


def _noting_destroy(original: Callable[[Any], None], watch: LeakWatch) -> Callable[[Any], None]:
    def destroy(self: Any) -> None:
        watch.note_destroy(self)
        original(self)

    return destroy


def _place(frame: FrameType) -> str:
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _lent(pool: _Pool) -> str | None:
    """How many of its buffers are lent, in words; None when none is, or when it is no more."""
    try:
        usage = pool.capacity_usage()
    except Destroyed:
        return None
    return f"{usage.soa_in_use} of {usage.soa_total} buffers lent" if usage.soa_in_use else None
