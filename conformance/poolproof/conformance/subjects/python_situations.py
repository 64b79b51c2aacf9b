"""What is done with a Python class again and again to see what stays behind: how a pool is made, used and ended, by binding."""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any, Final, TypeAlias

from poolproof.spec.vocabulary import AnswerHow, Counter, DestroyHow, Terms

from .promised_members import takes_count
from .python_rounds import MISUSE, MISUSE_OF_BLOCKS

_DRAINED_AT_MOST: Final = 5000
_BLOCKS: Final = 2
"""The binding of blocks."""

Act: TypeAlias = Callable[[], object]
Situation: TypeAlias = tuple[str, str, Act]
"""A requirement, what is done, and the doing."""


class Situations(abc.ABC):
    def __init__(self, pool_class: Callable[..., Any]) -> None:
        self._class = pool_class

    @property
    def makes_two(self) -> bool:
        """Whether two pools may live at once."""
        return True

    @abc.abstractmethod
    def make(self) -> Any:
        """A pool as it usually is."""

    @abc.abstractmethod
    def end(self, pool: Any) -> None:
        """Destroy it, if there is a way."""

    @abc.abstractmethod
    def of(self, pool: Any) -> Iterator[Situation]:
        """All there are. Bound methods are made here, once."""


class OfBuffers(Situations):
    """Binding 1."""

    def make(self) -> Any:
        return self._class()

    def end(self, pool: Any) -> None:
        pool.destroy()

    def of(self, pool: Any) -> Iterator[Situation]:
        get_soa, return_soa, get_receipt, reset_receipts = pool.get_soa, pool.return_soa, pool.get_receipt, pool.reset_receipts
        yield "HOT-1", "get_soa and return_soa", lambda: return_soa(get_soa(8))
        yield "HOT-1", "get_receipt and reset_receipts", lambda: (get_receipt(), reset_receipts())
        yield "HOT-1", "capacity_usage", pool.capacity_usage
        yield "HOT-2", "get_soa of too large a size", lambda: refused(get_soa, 9)
        yield "HOT-2", MISUSE, lambda: refused(return_soa, None)
        yield "LIFE-2", "clear", pool.clear
        yield "LIFE-2", "get_soa, get_receipt and clear", lambda: (get_soa(8), get_receipt(), pool.clear())
        lent = list(drained(lambda: get_soa(8)))
        yield "HOT-2", "get_soa of an exhausted pool", lambda: refused(get_soa, 8)
        for buffer in lent:
            return_soa(buffer)


class OfBlocks(Situations):
    """Binding 2: what the contract promises, and nothing else."""

    def __init__(self, pool_class: Callable[..., Any], terms: Terms) -> None:
        super().__init__(pool_class)
        self._terms = terms
        self._only: Any = None

    @property
    def makes_two(self) -> bool:
        return not self._terms.is_single

    def make(self) -> Any:
        """Where there is ever only one: that one."""
        if not self.makes_two and self._terms.destroy == DestroyHow.NONE:
            self._only = self._only or self._made()
            return self._only
        return self._made()

    def _made(self) -> Any:
        return self._class(*((self._terms.block_count,) if takes_count(self._class) else ()))

    def end(self, pool: Any) -> None:
        if self._terms.destroy != DestroyHow.NONE:
            pool.close()

    def of(self, pool: Any) -> Iterator[Situation]:
        terms, give_back = self._terms, pool.give_back
        sized, largest = (pool.get_sized, terms.largest) if terms.has_size else (None, 0)
        get: Callable[[], Any] = (lambda: sized(largest)) if sized else pool.get
        yield "HOT-1", "get and give_back", lambda: give_back(get())
        if terms.record_bytes:
            take, reset = pool.take, pool.reset
            yield "HOT-1", "take and reset", lambda: (take(), reset())
        names = [str(each.name).lower() for each in Counter if terms.counters & each]
        if names:
            yield "HOT-1", f"a look at {', '.join(names)}", lambda: [getattr(pool, each) for each in names]
        if sized and terms.too_large_how == AnswerHow.REFUSED:
            yield "HOT-2", "get_sized of too large a size", lambda: refused(sized, largest + 1)
        if terms.of_null_how == AnswerHow.REFUSED:
            yield "HOT-2", MISUSE_OF_BLOCKS, lambda: refused(give_back, None)
        if terms.has_clear:
            yield "LIFE-2", "clear", pool.clear
            yield "LIFE-2", "get and clear", lambda: (get(), pool.clear())
        if terms.exhausted_how == AnswerHow.REFUSED and not terms.is_at_least:
            lent = list(drained(get))
            yield "HOT-2", "get of an exhausted pool", lambda: refused(get)
            for block in lent:
                give_back(block)


def situations_of(pool_class: Callable[..., Any], terms: Terms) -> Situations:
    return OfBlocks(pool_class, terms) if terms.binding == _BLOCKS else OfBuffers(pool_class)


def drained(get: Callable[[], object]) -> Iterator[object]:
    """All that there is to get."""
    for _ in repeat(None, _DRAINED_AT_MOST):
        try:
            yield get()
        except Exception:  # exhausted
            return


def refused(call: Callable[..., object], *argument: object) -> None:
    try:
        call(*argument)
    except Exception:
        return
