"""The pool of the fixture ``bufferpool``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import pytest

import poolproof.native
import poolproof.reference

Pool: TypeAlias = poolproof.native.BufferPool | poolproof.reference.BufferPool

_CLASSES: Final[dict[str, type[Pool]]] = {"native": poolproof.native.BufferPool, "reference": poolproof.reference.BufferPool}


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """The arguments of the marker ``bufferpool``. None: the capacity of the default profile."""

    kind: str = "native"
    soa_capacity: int | None = None
    receipt_capacity: int | None = None
    check_leaks: bool = False

    @classmethod
    def of(cls, request: pytest.FixtureRequest) -> PoolOptions:
        marker = request.node.get_closest_marker("bufferpool")
        try:
            options = cls() if marker is None else cls(*marker.args, **marker.kwargs)
        except TypeError as error:
            pytest.fail(f"the marker bufferpool: {str(error).replace('PoolOptions.__init__()', 'it')}", pytrace=False)
        kind = getattr(request, "param", options.kind)
        if kind not in _CLASSES:
            pytest.fail(f"bufferpool: there is no pool {kind!r}; there are {', '.join(_CLASSES)}", pytrace=False)
        return replace(options, kind=kind)

    def make(self) -> Pool:
        return _CLASSES[self.kind](self.soa_capacity, self.receipt_capacity)
