"""From a name, a file or a text to a contract."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from poolproof.spec.contracts.contradictions import refuse_contradictions
from poolproof.spec.contracts.language import ROOT, TableOfKeys, language
from poolproof.spec.contracts.records import (
    Block,
    Contents,
    Contract,
    Cost,
    Counters,
    Counts,
    Hot,
    Life,
    Misuse,
    Order,
    Sequence,
    Sharing,
    Size,
)
from poolproof.spec.contracts.values import value_of
from poolproof.spec.contracts.written import Source, Values, checked_values, digest, merged, source_of_file
from poolproof.spec.errors import WHOLE_FILE, SpecError, nearest
from poolproof.spec.table import Table

_FOLDER: Final = Path(__file__).parent.parent / "data" / "contracts"
DEFAULT_CONTRACT: Final = "knhk"

_BUILT_IN_RECORDS: Final[Mapping[str, type]] = {
    "block": Block,
    "order": Order,
    "contents": Contents,
    "size": Size,
    "misuse": Misuse,
    "life": Life,
    "counters": Counters,
    "sharing": Sharing,
    "sequence": Sequence,
    "hot": Hot,
    "cost": Cost,
}


def built_in_names() -> list[str]:
    """Return the names of the contracts that ship with the package, sorted."""
    return sorted(file.stem for file in _FOLDER.glob("*.toml"))


def block_header_path() -> Path:
    """Return where the header of version 2 of the C binding, ``blockpool.h``, is installed."""
    return _FOLDER.parent / "blockpool.h"


def default_contract() -> Contract:
    """Return the contract that pools of ``bufferpool.h`` are judged by where none is named."""
    return _built_in(DEFAULT_CONTRACT)


def default_counts() -> tuple[int, int]:
    """Return how many blocks and how many records a pool of the default contract has."""
    contract = default_contract()
    assert contract.sequence is not None  # its file ships with the package
    return contract.block.count, contract.sequence.count


def load_contract(name_or_path: str) -> Contract:
    """Return a built-in contract by its name, or the one that a file holds.

    What has a ``/``, or ends in ``.toml``, is a path; anything else is a name. Raises SpecError, which names file, key and
    remedy, for a name that no built-in has, a file that can't be read, and whatever is wrong with it or with its base.
    """
    if not names_a_file(name_or_path):
        return _built_in(name_or_path)
    file = Path(name_or_path)
    try:
        return _contract(source_of_file(file))
    except SpecError as error:
        if file.name in _names_beside(file) or (remedy := _remedy_of_file(file)) is None:
            raise
        raise SpecError(error.file, error.key, error.problem, remedy) from None


def read_contract(text: str, where: str) -> Contract:
    """Return the contract of a text, such as a library carries; ``where``: what complaints call it. Raises SpecError."""
    return _contract(Source(Path(where), _encoded(text), is_file=False))


def read_whole_contract(text: str, where: str) -> Contract:
    """The same of a text that may be called what a built-in contract is called: one that was kept. Raises SpecError."""
    return _contract(Source(Path(where), _encoded(text), is_file=False), may_be_built_in=True)


def _encoded(text: str) -> bytes:
    """The bytes that it was made of; what no bytes can be made of becomes some that are no text."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def names_a_file(name_or_path: str) -> bool:
    """Whether it is the path of a file, and no built-in contract's name."""
    return "/" in name_or_path or name_or_path.endswith(".toml")


def _names_beside(file: Path) -> list[str]:
    try:
        return [each.name for each in file.parent.iterdir()]
    except (OSError, ValueError):
        return []


def _remedy_of_file(file: Path) -> str | None:
    """For a file that is not there, where a built-in contract, or a contract beside it, has nearly its name."""
    if file.stem in built_in_names():
        return f"the built-in contract is called {file.stem}"
    near = nearest(file.stem, (each.removesuffix(".toml") for each in _names_beside(file) if each.endswith(".toml")))
    return None if near is None else f"did you mean {str(file.with_name(near + '.toml'))!r}?"


def _remedy_of_name(name: str) -> str:
    """For a name that no built-in contract has, and that may be a file's."""
    files = [f"./{each}" for each in _names_beside(Path(name)) if each in (name, f"{name}.toml")]
    match = files[0] if files else nearest(name, built_in_names())
    return f"did you mean {match!r}?" if match else f"use {', '.join(built_in_names())}, or a path (./{name or 'slab'}.toml)"


@functools.cache
def _built_in(name: str) -> Contract:
    if name not in built_in_names():
        raise SpecError(repr(name), WHOLE_FILE, "no built-in contract has this name", _remedy_of_name(name))
    return _contract(Source(_FOLDER / f"{name}.toml", (_FOLDER / f"{name}.toml").read_bytes(), is_file=True))


@dataclass(frozen=True, slots=True)
class _Chain:
    """A file's values with those of its bases under them."""

    values: Values
    contents: list[bytes]
    """Of the file, and of each base that is no built-in."""


def _contract(source: Source, *, may_be_built_in: bool = False) -> Contract:
    chain = _with_bases(source, ())
    root = chain.values[ROOT] or {}
    table = Table(source.file, {})
    name = str(root["name"])
    if not re.fullmatch(r"[a-z0-9-]+", name, re.ASCII):
        raise table.error("name", f"{name!r} is no name", "use small letters, digits and hyphens, like my-slab")
    if name in built_in_names() and source.file.parent != _FOLDER and not may_be_built_in:
        raise table.error("name", f"{name!r} is the name of a built-in contract", "give another name")
    whole = {each.name: _whole_table(source, each, chain.values) for each in language().values() if each.name != ROOT}
    contract = Contract(
        name=name,
        about=str(root.get("about", "")),
        based_on=str(root.get("based_on", "")),
        binding=_integer(root.get("binding", language()[ROOT].keys["binding"].default)),
        sha256=digest(chain.contents),
        **_records(whole),
    )
    refuse_contradictions(table, contract)
    return contract


def _integer(value: object) -> int:
    assert isinstance(value, int)
    return value


def _records(whole: Mapping[str, dict[str, object] | None]) -> dict[str, Any]:
    return {name: None if values is None else _BUILT_IN_RECORDS[name](**values) for name, values in whole.items()}


def _with_bases(source: Source, below: tuple[Path, ...]) -> _Chain:
    values = checked_values(source)
    base = (values[ROOT] or {}).get("based_on")
    if not isinstance(base, str):
        return _Chain(values, [source.content])
    base_source = _base_of(source, base, below)
    chain = _with_bases(base_source, (*below, source.file.resolve()))
    contents = [source.content] if base_source.file.parent == _FOLDER else [source.content, *chain.contents]
    return _Chain(merged(chain.values, values), contents)


def _base_of(source: Source, base: str, below: tuple[Path, ...]) -> Source:
    table = Table(source.file, {})
    if not base:
        raise table.error("based_on", "names no contract", f"give {', '.join(built_in_names())} or a path, or leave it out")
    if not names_a_file(base):
        if base not in built_in_names():
            match = nearest(base, built_in_names())
            remedy = f"did you mean {match!r}?" if match else f"use {', '.join(built_in_names())}, or a path (./{base}.toml)"
            raise table.error("based_on", f"no built-in contract is called {base!r}", remedy)
        file = _FOLDER / f"{base}.toml"
    elif not source.is_file:
        remedy = f"use {', '.join(built_in_names())}"
        raise table.error("based_on", "a text that a library carries has no files beside it", remedy)
    else:
        file = source.file.parent / base
    if _is_one_of(file, (*below, source.file.resolve())):
        raise table.error("based_on", f"{base!r} is based on this file again: a circle", "leave it out of one of them")
    try:
        return source_of_file(file)
    except SpecError as error:
        raise table.error("based_on", f"{base!r}: {error.problem}", "correct the path: it is beside this file") from None


def _is_one_of(file: Path, files: Collection[Path]) -> bool:
    try:
        return file.resolve() in files
    except (OSError, RuntimeError):  # links that lead to each other: to read it says so
        return False


def _whole_table(source: Source, keys: TableOfKeys, values: Values) -> dict[str, object] | None:
    """The table with its defaults; None: it is not there, and may be missing."""
    given = values.get(keys.name)
    if given is None:
        if keys.is_removable:
            return None
        given = {}
    table = Table(source.file, given, keys.name)
    for key in keys.keys.values():
        if key.must and key.name not in given:
            raise table.error(key.name, "missing", f"add a line that begins with {key.name} = below [{keys.name}]")
    whole = {key.name: _value_or_default(table, keys, key.name, given) for key in keys.keys.values()}
    for key in keys.keys.values():
        if key.default_key is not None and key.name not in given:
            whole[key.name] = _copied(whole, values, key.default_key, key.kind)
    return whole


def _value_or_default(table: Table, keys: TableOfKeys, name: str, given: Mapping[str, object]) -> object:
    if name in given:
        return given[name]
    key = keys.keys[name]
    if key.default_key is not None:
        return None  # when the other keys are known
    return value_of(Table(table.file, {name: key.default}, keys.name), key, key.default)


def _copied(whole: Mapping[str, object], values: Values, default_key: str, kind: str) -> object:
    table_name, dot, name = default_key.partition(".")
    if dot:
        other = language()[table_name].keys[name]
        value = (values.get(table_name) or {}).get(name, other.default)
    else:
        value = whole[default_key]
    return Counts(_integer(value), _integer(value)) if kind == "counts" else value
