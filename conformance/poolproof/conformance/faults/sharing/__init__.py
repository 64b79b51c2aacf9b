"""Planted faults, and sound pools, that show what they are only when threads or an interrupt meet in them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import Compilers, Language, compile_once
from poolproof.spec.contracts import block_header_path

from ..catalogue import Canary, Entry, Fault

_FLAGS: Final = ("-std=c11", "-D_GNU_SOURCE", "-O2", "-g", "-fPIC", "-shared", "-mcx16", "-pthread")
_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SharedPool:
    """``violates``: ids of requirements, the first to be blamed first; none: it is sound. ``preemptions``: the fewest that show
    the fault. ``on_real_threads``: every interleaving is right, and it shows where one thread sees another's stores late.
    ``programs``: what threads do to show it, or besides the usual programs: "gre|gg"."""

    name: str
    source: Path
    contract: Path
    violates: tuple[str, ...]
    preemptions: int
    sentence: str
    on_real_threads: bool
    programs: str | None


def shared_pools() -> tuple[SharedPool, ...]:
    """Return every pool of the catalogue, faulty ones first."""
    read = tomllib.loads((_FOLDER / "catalogue.toml").read_text(encoding="utf-8"))
    return tuple(
        SharedPool(
            name=each["name"],
            source=_FOLDER / folder / f"{each['name']}.c",
            contract=_FOLDER / "contracts" / f"{each['contract']}.toml",
            violates=tuple(each.get("violates", ())),
            preemptions=each.get("preemptions", 0),
            sentence=each["sentence"],
            on_real_threads=each.get("on_real_threads", False),
            programs=each.get("programs"),
        )
        for kind, folder in (("fault", "planted"), ("canary", "canaries"))
        for each in read[kind]
    )


def shared_entries() -> tuple[Entry, ...]:
    """Return the same pools as entries for a matrix, each with its contract."""
    return tuple(_entry(each) for each in shared_pools())


def _entry(pool: SharedPool) -> Entry:
    name = pool.name.replace("_", "-")
    if not pool.violates:
        return Canary(name, Language.C, pool.sentence, pool.source, contract=pool.contract, programs=pool.programs)
    return Fault(name, "sharing", Language.C, pool.violates, pool.sentence, None, pool.source, pool.contract, pool.programs)


def build_shared(pool: SharedPool | Entry, into: Path, *, compiler: Compilers, flags: Sequence[str] = ()) -> Path:
    """Return the shared library of such a pool, in ``into``, compiled unless it lies there already.

    Raises BuildError, or CompilerMissing.
    """
    includes = [f"-I{each}" for each in (_FOLDER, block_header_path().parent)]
    command = [*compiler.located(pool.name, Language.C), *_FLAGS, *flags, *includes, str(pool.source)]
    inputs = (pool.source, *sorted(_FOLDER.rglob("*.[ch]")), block_header_path())
    return compile_once(pool.name, command, inputs, into)


def include_folder() -> Path:
    """Return where the headers are that the sources include."""
    return _FOLDER
