"""Reads ``catalogue.toml``, which lists every planted fault and every canary.

A fault is the sound pool of ``sound/`` with one part exchanged; a canary is a pool of an odd design that conforms. Where a
file lies says the rest: ``planted/<area>/<name>.<language>``.
"""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from poolproof.benchmarks.toolchain import Language
from poolproof.spec import Level
from poolproof.spec.files import read_text

FOLDER: Final = Path(__file__).parent
"""Where the catalogue and the sources that it lists are installed."""


class CatalogueError(ValueError):
    """The catalogue does not fit together; the text names the entry and what is wrong with it."""


_EVERY_LEVEL: Final = "every"
_LANGUAGES: Final = {".c": Language.C, ".cpp": Language.CPP, ".rs": Language.RUST, ".py": Language.PYTHON}


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    """The area and the file's name, e.g. ``order-fifo``."""
    area: str
    language: Language
    violates: tuple[str, ...]
    """Ids of requirements: the one to blame first, then those that a judge may name as well."""
    sentence: str
    minimal_operations: int | None
    """The fewest operations after create that show it; what a holder writes at one time counts as one. None: not known."""
    source: Path
    contract: Path | None = None
    """By which it is judged; None: by the contract of the whole catalogue."""
    programs: str | None = None
    """What threads have to do to show it, where the usual programs don't."""


@dataclass(frozen=True, slots=True)
class Canary:
    name: str
    language: Language
    sentence: str
    """What is odd about it."""
    source: Path
    level: Level | None = None
    """Up to which it conforms; None: to all that a pool can be judged by."""
    contract: Path | None = None
    """As of a fault."""
    programs: str | None = None
    """What threads do besides the usual programs."""


Entry: TypeAlias = Fault | Canary


@dataclass(frozen=True, slots=True)
class Catalogue:
    faults: tuple[Fault, ...]
    canaries: tuple[Canary, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.faults, *self.canaries)


@functools.cache
def load_catalogue() -> Catalogue:
    """Return the catalogue that ships with the package. Raises CatalogueError."""
    return read_catalogue(FOLDER / "catalogue.toml")


def read_catalogue(file: Path) -> Catalogue:
    """Return the catalogue of a TOML file, whose sources lie beside it. Raises CatalogueError for the first thing wrong."""
    try:
        values = tomllib.loads(read_text(file))
    except OSError as error:
        raise CatalogueError(f"{file.name}: can't be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name}: {error}") from error
    catalogue = Catalogue(
        faults=tuple(_fault(table, file.parent) for table in values.pop("fault", [])),
        canaries=tuple(_canary(table, file.parent) for table in values.pop("canary", [])),
    )
    if values:
        raise CatalogueError(f"{file.name}: unknown key {next(iter(values))!r}")
    _check_unique(catalogue.entries)
    return catalogue


def _fault(table: Mapping[str, object], folder: Path) -> Fault:
    source = _source(table, folder)
    _check_keys(table, source, {"source", "violates", "minimal_operations", "sentence"})
    violates = table["violates"]
    minimal_operations = table["minimal_operations"]
    if not isinstance(violates, list) or not violates or not all(isinstance(each, str) for each in violates):
        raise CatalogueError(f"{source}: violates must be a list of requirement ids, not {violates!r}")
    if not isinstance(minimal_operations, int) or minimal_operations < 0:
        raise CatalogueError(f"{source}: minimal_operations must be a number from 0 on, not {minimal_operations!r}")
    area = source.parent.name
    return Fault(
        name=_dashed(f"{area}-{source.stem}"),
        area=area,
        language=_language(source),
        violates=tuple(violates),
        sentence=_sentence(table, source),
        minimal_operations=minimal_operations,
        source=source,
    )


def _canary(table: Mapping[str, object], folder: Path) -> Canary:
    source = _source(table, folder)
    _check_keys({key: value for key, value in table.items() if key != "level"}, source, {"source", "sentence"})
    level = str(table.get("level", _EVERY_LEVEL))
    if level not in (*Level, _EVERY_LEVEL):
        raise CatalogueError(f"{source}: level must be one of {', '.join(Level)}, not {level!r}")
    conforms_up_to = None if level == _EVERY_LEVEL else Level(level)
    return Canary(_dashed(source.stem), _language(source), _sentence(table, source), source, conforms_up_to)


def _source(table: Mapping[str, object], folder: Path) -> Path:
    given = table.get("source")
    if not isinstance(given, str) or not (folder / given).is_file():
        raise CatalogueError(f"source {given!r} is not a file beside the catalogue")
    return folder / given


def _check_keys(table: Mapping[str, object], source: Path, expected: set[str]) -> None:
    for key in sorted(expected ^ table.keys()):
        raise CatalogueError(f"{source}: {key!r} is {'missing' if key in expected else 'unknown'}")


def _sentence(table: Mapping[str, object], source: Path) -> str:
    sentence = table["sentence"]
    if not isinstance(sentence, str) or not sentence.endswith("."):
        raise CatalogueError(f"{source}: the sentence must be one, not {sentence!r}")
    return sentence


def _language(source: Path) -> Language:
    if source.suffix not in _LANGUAGES:
        raise CatalogueError(f"{source}: the name must end in {', '.join(_LANGUAGES)}")
    return _LANGUAGES[source.suffix]


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _check_unique(entries: Iterable[Entry]) -> None:
    for name, count in Counter(entry.name for entry in entries).items():
        if count > 1:
            raise CatalogueError(f"{name}: {count} entries have this name")
