"""Reads ``pools/``: a folder for each real pool, with its adapter, its contract, and in ``pool.toml`` where both come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import Language
from poolproof.spec.contracts import Contract, load_contract
from poolproof.spec.table import Table, read_values

POOLS: Final = Path(__file__).parent / "pools"
ADAPTER_LINES_AT_MOST: Final = 15
"""Of an adapter's own code: it is to add nothing that the pool does not do."""

_ADAPTERS: Final = {
    "adapter.c": Language.C,
    "adapter.cpp": Language.CPP,
    "adapter.rs": Language.RUST,
    "adapter.py": Language.PYTHON,
    "transcription.c": Language.C,
}
_TRANSCRIPTION: Final = "transcription"
_TEXTS: Final = ("title", "promises", "header", "pkg_config", "module")
_LISTS: Final = ("packages", "compile", "link", "crates", "unseen")
_REMARKS: Final = {"c": "/*", "cpp": "//", "rs": "//", "py": "#"}
_BRINGS_IN: Final = ("#include", "use ", "extern crate", "import ", "from ")


@dataclass(frozen=True, slots=True)
class Promise:
    """``says``: what is promised, by keys of the contract or in words; ``document`` and ``place``: where it is written."""

    says: str
    quote: str
    document: str
    place: str


@dataclass(frozen=True, slots=True)
class Blame:
    """Why it is true of the pool, and not of its adapter or the judge, that it violates these ``requirements``."""

    requirements: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ZooPool:
    name: str
    title: str
    promises: str
    """In words, for the table."""
    language: Language
    adapter: Path
    contract_given: str
    """As the command line takes it: a file, or the name of a built-in one, which bears the pool's."""
    contract: Contract
    packages: tuple[str, ...]
    """What installs it: Debian's, or PyPI's where it is of Python. The first is the one whose version is told."""
    header: str | None
    pkg_config: str | None
    """A module of pkg-config, whose words go before those of ``compile`` and ``link``."""
    compile: tuple[str, ...]
    link: tuple[str, ...]
    crates: tuple[str, ...]
    """Of Rust, each after those that it needs, as ``name`` or ``name:feature``."""
    module: str | None
    """Of Python, by which it is found."""
    unseen: tuple[str, ...]
    """Requirements whose probes do not see what it does, for it takes memory by names of its own: no pass."""
    cited: tuple[Promise, ...]
    blames: tuple[Blame, ...]

    @property
    def is_whole(self) -> bool:
        """Whether its "adapter" is the whole pool: it was written down from what a text shows, and no library is behind it."""
        return self.adapter.stem == _TRANSCRIPTION


def load_pools(folder: Path = POOLS) -> tuple[ZooPool, ...]:
    """Return the pools of the folder, by name. Raises SpecError."""
    return tuple(_pool(each) for each in sorted(folder.iterdir()) if (each / "pool.toml").is_file())


def code_lines(adapter: Path) -> int:
    """How many lines of an adapter are its own: not blank, no remark, and none that only brings in what others wrote."""
    return sum(1 for _ in _own_lines(adapter))


def _own_lines(adapter: Path) -> Iterator[str]:
    remark = _REMARKS[adapter.suffix[1:]]
    in_remark = False
    for line in map(str.strip, adapter.read_text(encoding="utf-8").splitlines()):
        if in_remark or (remark == "/*" and line.startswith(remark)):
            in_remark = "*/" not in line
        elif line and not line.startswith((remark, '"""', *_BRINGS_IN)):
            yield line


def _pool(folder: Path) -> ZooPool:
    table = Table(folder / "pool.toml", read_values(folder / "pool.toml"))
    table.allow_only([*_TEXTS, *_LISTS, "promise", "violation"])
    adapters = [name for name in _ADAPTERS if (folder / name).is_file()]
    if len(adapters) != 1:
        raise table.error("title", f"{folder.name} has {len(adapters)} adapters", f"keep one of {', '.join(_ADAPTERS)}")
    file = folder / "contract.toml"
    contract_given = str(file) if file.is_file() else folder.name
    lists = {key: table.texts(key) if table.has(key) else () for key in _LISTS}
    return ZooPool(
        name=folder.name,
        title=table.text("title"),
        promises=table.text("promises"),
        language=_ADAPTERS[adapters[0]],
        adapter=folder / adapters[0],
        contract_given=contract_given,
        contract=load_contract(contract_given),
        header=table.text_if_any("header"),
        pkg_config=table.text_if_any("pkg_config"),
        module=table.text_if_any("module"),
        cited=tuple(_promise(each) for each in table.tables("promise")),
        blames=tuple(_blame(each) for each in table.tables("violation")) if table.has("violation") else (),
        **lists,
    )


def _promise(table: Table) -> Promise:
    table.allow_only(["says", "quote", "document", "place"])
    return Promise(*(table.text(key) for key in ("says", "quote", "document", "place")))


def _blame(table: Table) -> Blame:
    table.allow_only(["requirements", "why"])
    return Blame(table.texts("requirements"), table.text("why"))
