"""Planted faults, and sound pools, that show what they are only when threads or an interrupt meet in them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SharedPool:
    """``violates``: ids of requirements, the first to be blamed first; none: it is sound. ``preemptions``: the fewest that show
    the fault. ``on_real_threads``: every interleaving is right, and it shows where one thread sees another's stores late."""

    name: str
    source: Path
    contract: Path
    violates: tuple[str, ...]
    preemptions: int
    sentence: str
    on_real_threads: bool


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
        )
        for kind, folder in (("fault", "planted"), ("canary", "canaries"))
        for each in read[kind]
    )


def include_folder() -> Path:
    """Return where the headers are that the sources include."""
    return _FOLDER
