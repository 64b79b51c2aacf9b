"""How Python spells what its templates ask for."""

from __future__ import annotations

import builtins
from typing import Final

from poolproof.spec.contracts import Contract, How

from .answers import Given, answers_of
from .facts import Facts

_NAMES: Final = {
    "size.too_large": "TooLarge",
    "block.exhausted": "Exhausted",
    "sequence.exhausted": "SequenceExhausted",
    "misuse.double": "NotLent",
    "misuse.revoked": "NotLent",
    "life.bad_config": "BadCount",
}
"""Where the contract names no exception."""
_NOT_OWNED: Final = "NotOwned"
_NUMBER_BYTES: Final = 8


def words_of(contract: Contract, facts: Facts) -> Facts:
    answers = answers_of(contract)
    statements = {name: _statement(given) for name, given in answers.items()}
    names = _own_refusals(answers)
    fresh, only_free = "len(self._fresh) + len(self._free)", "len(self._free)"
    free_now = fresh if facts["fresh_first"] else only_free
    get = "get_sized" if facts["takes_size"] else "get"
    number_at = facts["number_at"]
    assert isinstance(number_at, int)
    return {
        **{f"{name}_answer": statement for name, statement in statements.items()},
        "aborts": any(each.startswith("os.") for each in statements.values()),
        "defines_refusals": bool(names),
        "refusals": ", ".join(sorted(names)),
        "refusal_classes": "".join(
            f'\n\nclass {name}(Exception):\n    """{", ".join(keys)}"""\n' for name, keys in sorted(names.items())
        ),
        "in_order": ", in the order of create" if facts["clear"] else "",
        "or_clear": " or clear" if facts["clear"] else "",
        "created": _created(facts),
        "get_name": get,
        "inner_get_name": "_lend" if facts["shared"] else get,
        "inner_return_name": "_take_back" if facts["shared"] else "give_back",
        "size_parameter": ", size: int" if facts["takes_size"] else "",
        "size_argument": "size" if facts["takes_size"] else "",
        "any_free": "(self._fresh or self._free)" if facts["fresh_first"] else "self._free",
        "free_now": free_now,
        "used_now": f"len(self._blocks) - ({free_now})" if facts["fresh_first"] else f"len(self._blocks) - {free_now}",
        "number_end": number_at + _NUMBER_BYTES,
    }


def _created(facts: Facts) -> str:
    is_turned = bool(facts["lifo"]) != bool(facts["descending"])
    if facts["lifo"]:
        return "list(reversed(self._blocks))" if is_turned else "list(self._blocks)"
    return "reversed(self._blocks)" if is_turned else "self._blocks"


def _statement(given: Given) -> str:
    table = given.keys[0].partition(".")[0]
    names = [each.partition(".")[2] for each in given.keys]
    keys = given.keys[0] if len(names) == 1 else f"{table}: {', '.join(names)}"
    match given.answer.how:
        case How.IGNORED:
            return f"return  # {keys}, ignored"
        case How.ABORTS:
            return f"os.abort()  # {keys}"
        case _:
            return f"raise {_name(given)}  # {keys}"


def _name(given: Given) -> str:
    code = given.answer.code
    return code if isinstance(code, str) else _NAMES.get(given.keys[0], _NOT_OWNED)


def _own_refusals(answers: dict[str, Given]) -> dict[str, list[str]]:
    """The exceptions that Python does not have, each with the keys that ask for it."""
    names: dict[str, list[str]] = {}
    for given in answers.values():
        if given.answer.how is How.REFUSED and not hasattr(builtins, _name(given)):
            names.setdefault(_name(given), []).extend(given.keys)
    return names
