"""When a requirement applies: conditions on a contract, as the requirements' data writes them.

``order.reuse not any``, ``misuse.double|misuse.revoked refused|ignored``, ``block.capacity is exact``, ``size there``. Each is
about the values of some keys, with ``|`` between them, and holds when it holds of one of them. A key of a table that is not
there holds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from poolproof.spec.contracts.language import ROOT, language
from poolproof.spec.contracts.records import Answer, Contract, Fill, How

_MISSING: Final = object()


class ConditionError(ValueError):
    """A condition that can't be read: a slip in the data that ships with the package."""


def apply_all(contract: Contract, conditions: Iterable[str]) -> bool:
    """Return whether every condition holds of the contract. Raises ConditionError for one that can't be read."""
    return all(applies(contract, condition) for condition in conditions)


def applies(contract: Contract, condition: str) -> bool:
    """Return whether the condition holds of the contract. Raises ConditionError when it can't be read."""
    paths, _, rest = condition.partition(" ")
    tests, _, words = rest.partition(" ")
    for test in tests.split("|"):
        if test not in _TESTS:
            raise ConditionError(f"{condition!r}: {test!r} is none of {', '.join(_TESTS)}")
    values = [_value(contract, path, condition) for path in paths.split("|")]
    return any(_TESTS[test](value, words) for value in values for test in tests.split("|"))


def _value(contract: Contract, path: str, condition: str) -> object:
    table_name, dot, key = path.partition(".")
    tables = language()
    if table_name == ROOT or table_name not in tables or (dot and key not in tables[table_name].keys):
        raise ConditionError(f"{condition!r}: the language has no {path!r}")
    table = getattr(contract, table_name)
    if table is None:
        return _MISSING
    return getattr(table, key) if dot else table


def _is(value: object, words: str) -> bool:
    return value is not _MISSING and _written(value) in words.split("|")


def _not(value: object, words: str) -> bool:
    return value is not _MISSING and _written(value) not in words.split("|")


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _promised(value: object, _words: str) -> bool:
    if isinstance(value, Answer | Fill):
        return value.is_promised
    return value is not _MISSING and value is not None


def _answers(how: How) -> Callable[[object, str], bool]:
    return lambda value, _words: isinstance(value, Answer) and value.how is how


def _above(value: object, words: str) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > float(words)


_TESTS: Final[Mapping[str, Callable[[object, str], bool]]] = {
    "is": _is,
    "not": _not,
    "promised": _promised,
    "there": lambda value, _words: value is not _MISSING,
    "above": _above,
    "refused": _answers(How.REFUSED),
    "ignored": _answers(How.IGNORED),
    "aborts": _answers(How.ABORTS),
    "grows": _answers(How.GROWS),
    "coded": lambda value, _words: isinstance(value, Answer) and value.is_refusal and value.code is not None,
}
