"""What a misuse, and all that comes of it later, can be blamed on: requirements of level hardened and above, and no others."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from poolproof.spec import Level
from poolproof.spec.contracts import default_contract, derived_requirements

from ...operations import Kind, Operation, Target
from ...repeated import parts_of

_NOTHING_ELSE: Final = ("SAFE-2",)
_RETURN: Final = int(Kind.RETURN)
_LENT: Final = int(Target.LENT)


@functools.cache
def core_ids() -> frozenset[str]:
    """What is judged of proper sequences alone."""
    return frozenset(each.id for each in derived_requirements(default_contract()) if each.level == Level.CORE)


def has_misuse(operations: Sequence[Operation]) -> bool:
    for part, _ in parts_of(operations):
        for each in part:
            if each.kind == _RETURN and each.target != _LENT:  # is_misuse, asked of hundreds of thousands
                return True
    return False


def with_misuse(requirements: Iterable[str]) -> tuple[str, ...]:
    """What a finding behind a misuse blames for now: whether it takes the misuse, only a sequence without it can tell."""
    given = tuple(requirements)
    return given if core_ids().isdisjoint(given) else tuple(dict.fromkeys((*_NOTHING_ELSE, *given)))


def beyond_core(requirements: Iterable[str]) -> tuple[str, ...]:
    """What is left to blame for a failure that takes a misuse."""
    return tuple(each for each in requirements if each not in core_ids()) or _NOTHING_ELSE


class BesideMisuse(Counter[str]):
    """Observations counted so far, to be counted on behind a misuse: no more of them for requirements of core."""

    def __setitem__(self, requirement: str, count: int) -> None:
        if requirement not in core_ids():
            super().__setitem__(requirement, count)


def counting_on(checked: Counter[str]) -> Counter[str]:
    """The same counts, to which nothing is added for requirements of core."""
    counts = BesideMisuse()
    dict.update(counts, checked)
    return counts
