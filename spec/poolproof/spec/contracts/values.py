"""One value of a contract: what was written, checked against what its key takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from poolproof.spec.contracts.language import Key
from poolproof.spec.contracts.records import Answer, Counts, Fill, How
from poolproof.spec.errors import SpecError, nearest
from poolproof.spec.table import Table, kind_of

_CODE_RANGE: Final = (-(2**31), 2**31 - 1)


def value_of(table: Table, key: Key, written: object) -> object:
    """Return what was written for the key, as the contract holds it. Raises SpecError for what the key does not take."""
    return _READERS[key.kind](table, key, written)


def _integer(table: Table, key: Key, _written: object) -> int:
    first, last = (int(end) for end in key.range)
    return table.integer(key.name, first, last)


def _power_of_two(table: Table, key: Key, written: object) -> int:
    value = _integer(table, key, written)
    if value & (value - 1):
        raise table.error(key.name, f"{value} is no power of two", f"give one: {_powers_around(value)}")
    return value


def _powers_around(value: int) -> str:
    below = 1 << (value.bit_length() - 1)
    return f"{below} or {2 * below}"


def _number(table: Table, key: Key, written: object) -> float:
    first, last = key.range
    if isinstance(written, bool) or not isinstance(written, int | float):
        raise table.error(key.name, f"must be a number, not {kind_of(written)}", f"give a number from {first:g} to {last:g}")
    if not first <= written <= last:  # nan neither
        raise table.error(key.name, f"{written} is out of range", f"give a number from {first:g} to {last:g}")
    return written


def _flag(table: Table, key: Key, _written: object) -> bool:
    return table.flag(key.name)


def _line(table: Table, key: Key, written: object) -> str:
    return "" if written == key.default == "" else table.text(key.name)


def _word(table: Table, key: Key, written: object) -> str | bool:
    if key.flags and isinstance(written, bool):
        return written
    if isinstance(written, str) and written in key.words:
        return written
    raise _not_listed(table, key, written, [*(["true", "false"] if key.flags else []), *map(_quoted, key.words)])


def _answer(table: Table, key: Key, written: object) -> Answer:
    if isinstance(written, str):
        if written == How.REFUSED or written in key.words:
            return Answer(How(written))
        how, colon, code = written.partition(":")
        if how == How.REFUSED and colon:
            return Answer(How.REFUSED, _code(table, key, code))
    raise _not_listed(table, key, written, ['"refused"', '"refused:CODE"', *map(_quoted, key.words)])


def _code(table: Table, key: Key, code: str) -> int | str:
    first, last = _CODE_RANGE
    if re.fullmatch(r"-?[0-9]{1,10}", code, re.ASCII):
        value = int(code)
        if value == 0:
            raise table.error(key.name, "0 is what success answers", "give the code of the refusal, an integer other than 0")
        if first <= value <= last:
            return value
    elif code.isidentifier():
        return code
    remedy = f"give an integer from {first} to {last} other than 0, or the name of a Python exception"
    raise table.error(key.name, f"{code!r} is no code", remedy)


def _fill(table: Table, key: Key, written: object) -> Fill:
    if isinstance(written, str):
        if written in key.words:
            return Fill(kept=written == "kept", byte=0 if written == "zero" else None)
        if re.fullmatch(r"0x[0-9A-Fa-f]{2}", written, re.ASCII):
            return Fill(byte=int(written, 16))
    raise _not_listed(table, key, written, [*map(_quoted, key.words), '"0xNN" (one byte, as "0xDD")'])


def _counts(table: Table, key: Key, written: object) -> Counts:
    first, last = (int(end) for end in key.range)
    if not isinstance(written, list) or len(written) != 2 or any(type(each) is not int for each in written):
        problem = (
            "must be two whole numbers" if isinstance(written, list) else f"must be two whole numbers, not {kind_of(written)}"
        )
        raise table.error(key.name, problem, f"write the first and the last count, like [{first}, 4096]")
    smallest, largest = written
    if not first <= smallest <= largest <= last:
        raise table.error(
            key.name, f"{written} is out of range", f"give a first and a last count from {first} to {last}, in order"
        )
    return Counts(smallest, largest)


def _place(table: Table, key: Key, written: object) -> int | None:
    if written is False:
        return None
    return _integer(table, key, written)


def _not_listed(table: Table, key: Key, written: object, listed: list[str]) -> SpecError:
    found = f"{written!r} is not known" if isinstance(written, str) else f"must be one of the words, not {kind_of(written)}"
    match = nearest(_quoted(written), listed) if isinstance(written, str) else None
    remedy = f"did you mean {match}?" if match else f"use one of {', '.join(listed)}"
    return table.error(key.name, found, remedy)


def _quoted(word: str) -> str:
    return f'"{word}"'


_READERS: Final[Mapping[str, Callable[[Table, Key, object], object]]] = {
    "integer": _integer,
    "power-of-two": _power_of_two,
    "number": _number,
    "flag": _flag,
    "line": _line,
    "word": _word,
    "answer": _answer,
    "fill": _fill,
    "counts": _counts,
    "place": _place,
}
