"""What a Python class must have for the promises of a contract of binding 2 to be seen, and how a pool of it is made."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from poolproof.spec.vocabulary import AnswerHow, Counter, DestroyHow, Terms

from .apart import value_apart

UNKEPT: Final = "unkept: "
"""What a worker says first of promises that nothing can be seen of."""
_MISSING: Final = "missing "


class _Member(NamedTuple):
    """``key``: of the contract, which promises it; empty: every pool of blocks has it."""

    key: str
    name: str
    is_counter: bool = False

    def __str__(self) -> str:
        return f"{self.key} promises the {'attribute' if self.is_counter else 'method'} {self.name}"


def takes_count(pool_class: Callable[..., Any]) -> bool:
    """Whether a pool is made by ``Class(count)``: its signature takes an argument by its place. Else by ``Class()``."""
    try:
        parameters = inspect.signature(pool_class).parameters.values()
    except (TypeError, ValueError):  # no signature to read: an extension type
        return True
    by_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    return any(each.kind in by_place for each in parameters)


def refusal_of(pool_class: Callable[..., Any], terms: Terms) -> str:
    """Why the class can't be judged by the contract, as a worker says it; empty where it can."""
    absent = _absent(pool_class, terms)
    needed = [each.name for each in absent if not each.key]
    if needed:
        return _MISSING + ", ".join(needed)
    unkept = [*map(str, absent), *_beyond_python(pool_class, terms)]
    return UNKEPT + ", ".join(unkept) if unkept else ""


def _members(terms: Terms) -> Iterator[_Member]:
    yield _Member("size", "get_sized") if terms.has_size else _Member("", "get")
    yield _Member("", "give_back")
    if terms.has_clear:
        yield _Member("life.clear", "clear")
    if terms.destroy != DestroyHow.NONE:
        yield _Member("life.destroy", "close")
    if terms.record_bytes:
        yield from (_Member("sequence", "take"), _Member("sequence", "reset"))
    for each in Counter:
        if terms.counters & each:
            name = str(each.name).lower()
            yield _Member(f"counters.{name}", name, is_counter=True)


def _absent(pool_class: Callable[..., Any], terms: Terms) -> list[_Member]:
    """A method or an attribute may stand in the class, or be made with each pool."""
    members = list(_members(terms))
    not_in_class = [each for each in members if not _has(pool_class, each, is_class=True)]
    if not not_in_class:
        return []

    def bits_of_a_pool() -> int:
        pool = pool_class(*((terms.block_count,) if takes_count(pool_class) else ()))
        return sum(_has(pool, each, is_class=False) << at for at, each in enumerate(not_in_class))

    # In a process of its own: it leaves no trace in the one that is judged, and may fail there as it likes.
    found = value_apart(bits_of_a_pool)
    if found is None:
        return [each for each in not_in_class if not each.is_counter]
    return [each for at, each in enumerate(not_in_class) if not found >> at & 1]


def _has(owner: Any, member: _Member, *, is_class: bool) -> bool:
    try:
        value = getattr(owner, member.name)
    except AttributeError:
        return False
    except Exception:  # it is there, and what it raises is judged
        return True
    if member.is_counter:
        return not callable(value) or (is_class and not inspect.isroutine(value))
    return callable(value)


def _beyond_python(pool_class: Callable[..., Any], terms: Terms) -> Iterator[str]:
    if terms.storage_is_given:
        yield "life.storage promises what no Python class is given"
    if not takes_count(pool_class):
        if (terms.first_count, terms.last_count) != (terms.block_count,) * 2:
            yield "block.counts promises a constructor that takes a count"
        if terms.bad_config_how != AnswerHow.UNDEFINED:
            yield "life.bad_config promises a constructor that takes a count"
    for field, code in terms._asdict().items():
        if field.endswith("_code") and code:
            yield f"{_key(field)} promises the code {code}, and a Python class answers by exceptions (refused:Name)"


_KEYS: Final = {
    "exhausted": "block.exhausted",
    "too_large": "size.too_large",
    "records_exhausted": "sequence.exhausted",
    "bad_config": "life.bad_config",
    "out_of_memory": "life.out_of_memory",
}


def _key(field: str) -> str:
    name = field.removesuffix("_code")
    return _KEYS.get(name, f"misuse.{name.removeprefix('of_')}")
