"""The language itself, read from its data: which tables and keys there are, and what each takes."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from poolproof.spec.table import read_values

_DATA: Final = Path(__file__).parent.parent / "data"

ROOT: Final = ""
"""The name of the table that is the file itself."""
MUST_IN_EVERY_FILE: Final = ("contract", "name")
NOT_INHERITED: Final = ("contract", "name", "about", "based_on")


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    kind: str
    meaning: str
    must: bool = False
    default: object = None
    range: tuple[float, float] = (0, 0)
    words: tuple[str, ...] = ()
    flags: bool = False
    """Takes true and false, too."""
    judged: tuple[str, ...] | None = None
    """Ids of the requirements that its value decides. None: it is no promise; empty: nothing judges it yet."""
    because: str = ""
    """Why one promises it."""
    mistake: str = ""
    """The usual one."""

    @property
    def default_key(self) -> str | None:
        """The key whose value holds where this one is missing."""
        if isinstance(self.default, str) and self.default.startswith("… "):
            return self.default.removeprefix("… ")
        return None


@dataclass(frozen=True, slots=True)
class TableOfKeys:
    name: str
    about: str
    is_removable: bool
    keys: Mapping[str, Key] = field(default_factory=dict)


@functools.cache
def language() -> Mapping[str, TableOfKeys]:
    """Return the tables of the language by their names, the file itself first (:data:`ROOT`)."""
    values = read_values(_DATA / "contract_language.toml")
    tables = values["table"]
    assert isinstance(tables, list)
    return {each["name"]: _table(each) for each in tables}


def _table(values: Mapping[str, object]) -> TableOfKeys:
    keys = values["key"]
    assert isinstance(keys, list)
    read = (_key(each) for each in keys)
    return TableOfKeys(str(values["name"]), str(values["about"]), bool(values["removable"]), {key.name: key for key in read})


def _key(values: Mapping[str, object]) -> Key:
    given = dict(values)
    for name in ("range", "words", "judged"):
        if name in given:
            entries = given[name]
            assert isinstance(entries, list)
            given[name] = tuple(entries)
    return Key(**given)  # type: ignore[arg-type]  # the data ships with the package, and a test reads all of it
