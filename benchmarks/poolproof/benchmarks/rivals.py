"""Reads ``c/rivals.toml``, which lists what else could lend buffers, and what each of them can't do."""

from __future__ import annotations

import enum
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.spec.table import Table, read_values

from .toolchain import Language

C_FOLDER: Final = Path(__file__).parent / "c"
"""Where the list, the adapters (in ``rivals/``) and the sources that they are compiled with are installed."""

_LANGUAGES: Final = {".h": Language.C, ".hpp": Language.CPP}
_LIBRARY_KEYS: Final = ("pkg_config", "header", "compile", "link", "package")


class Group(enum.StrEnum):
    REJECTED = "rejected alternative"
    """Of the decision record."""
    DESIGN = "design"
    """Plain code for an idea."""
    PEER = "peer"
    """A library that is in use."""


@dataclass(frozen=True, slots=True)
class Library:
    """What a rival is built with, and how that is found: ``header`` and ``link`` must both be there."""

    header: str
    pkg_config: str | None
    """A module of pkg-config, whose words go before those of ``compile`` and ``link``."""
    compile: tuple[str, ...]
    link: tuple[str, ...]
    package: str
    """What installs it on Debian."""


@dataclass(frozen=True, slots=True)
class Rival:
    name: str
    file: Path
    """Its adapter, a header to include."""
    language: Language
    group: Group
    sentence: str
    """What it is."""
    lacks: tuple[str, ...]
    """What it can't do, and what its adapter does about that."""
    library: Library | None
    """None: it needs nothing but the compiler."""


@functools.cache
def load_rivals() -> tuple[Rival, ...]:
    """Return the rivals that ship with the package, in the order of the list. Raises SpecError."""
    return read_rivals(C_FOLDER / "rivals.toml")


def read_rivals(file: Path) -> tuple[Rival, ...]:
    """Return the rivals of a TOML file, whose adapters lie in ``rivals/`` beside it. Raises SpecError."""
    whole = Table(file, read_values(file))
    whole.allow_only(["rival"])
    tables = whole.tables("rival")
    rivals = tuple(_rival(table, file.parent / "rivals") for table in tables)
    _check_unique(tables, [each.name for each in rivals], "name")
    _check_unique(tables, [each.file.name for each in rivals], "file")
    return rivals


def _rival(table: Table, folder: Path) -> Rival:
    table.allow_only(["name", "file", "group", "sentence", "lacks", *_LIBRARY_KEYS])
    adapter = _adapter(table, folder)
    return Rival(
        name=table.text("name"),
        file=adapter,
        language=_LANGUAGES[adapter.suffix],
        group=table.choice("group", {each.value: each for each in Group}),
        sentence=table.text("sentence"),
        lacks=table.texts("lacks"),
        library=_library(table),
    )


def _adapter(table: Table, folder: Path) -> Path:
    adapter = folder / table.text("file")
    if adapter.suffix not in _LANGUAGES:
        raise table.error(
            "file", f"{adapter.name!r} is no header", f"give a name that ends in {' (C) or '.join(_LANGUAGES)} (C++)"
        )
    if adapter.parent != folder or not adapter.is_file():
        raise table.error("file", f"there is no adapter {adapter.name!r}", f"write it into {folder}, or correct the name")
    return adapter


def _library(table: Table) -> Library | None:
    if not any(table.has(key) for key in _LIBRARY_KEYS):
        return None
    return Library(
        header=table.text("header"),
        pkg_config=table.text("pkg_config") if table.has("pkg_config") else None,
        compile=table.texts("compile") if table.has("compile") else (),
        link=table.texts("link"),
        package=table.text("package"),
    )


def _check_unique(tables: tuple[Table, ...], values: list[str], key: str) -> None:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise tables[place].error(key, f"{value!r} comes twice", "rename or remove one of them")
