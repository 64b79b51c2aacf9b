"""The pool of the fixture ``bufferpool``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import pytest

import poolproof.native
import poolproof.reference
from poolproof.spec.refusals import InvalidConfig

Pool: TypeAlias = poolproof.native.BufferPool | poolproof.reference.BufferPool

_CLASSES: Final[dict[str, type[Pool]]] = {"native": poolproof.native.BufferPool, "reference": poolproof.reference.BufferPool}


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """The arguments of the marker ``bufferpool``. None: the capacity of the default contract."""

    kind: str = "native"
    soa_capacity: int | None = None
    receipt_capacity: int | None = None
    check_leaks: bool = False

    @classmethod
    def of(cls, request: pytest.FixtureRequest) -> PoolOptions:
        marker = request.node.get_closest_marker("bufferpool")
        with _told_of_the_marker():
            options = cls() if marker is None else cls(*marker.args, **marker.kwargs)
        kind = getattr(request, "param", options.kind)
        if kind not in _CLASSES:
            pytest.fail(f"bufferpool: there is no pool {kind!r}; there are {', '.join(_CLASSES)}", pytrace=False)
        return replace(options, kind=kind)

    def make(self) -> Pool:
        with _told_of_the_marker():
            return _CLASSES[self.kind](self.soa_capacity, self.receipt_capacity)


@contextmanager
def _told_of_the_marker() -> Iterator[None]:
    """What is wrong with its arguments, in a line, without the traceback of what found it."""
    try:
        yield
    except (TypeError, InvalidConfig) as error:
        problem = str(error).replace("PoolOptions.__init__()", "it")
        raise pytest.fail.Exception(f"the marker bufferpool: {problem}", pytrace=False) from None
