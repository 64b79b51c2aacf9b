"""Profiles: the parameters that a pool is judged against, shipped or of the user's own."""

from __future__ import annotations

import functools
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from poolproof.spec.errors import SpecError, nearest
from poolproof.spec.records import Profile
from poolproof.spec.table import WHOLE_FILE, Table, read_values

DEFAULT_PROFILE: Final = "knhk"

_FOLDER: Final = Path(__file__).parent / "data" / "profiles"

_TITLES: Final = ("name", "description")
"""The keys that are no parameters."""

_FIXED: Final = {"lanes": 8, "soa_bytes": 192, "soa_alignment": 64, "receipt_bytes": 128, "receipt_alignment": 64}
"""Fixed by version 1 of the C binding: a pool of other layouts can't be called through it."""

_LARGEST: Final = {
    "soa_capacity": 65_536,
    "receipt_capacity": 2**20,
    "memory_bytes": 2**40,
    "instruction_limit": 2**31 - 1,
}

_MOST_TICKS: Final = 1_000_000_000
"""Some tenth of a second: a budget beyond that is a slip of the pen."""


def load_profile(name_or_path: str) -> Profile:
    """Return a shipped profile by its name, or the profile that a TOML file holds.

    What has neither a folder nor a suffix is a name: a file ``mine`` is asked for as ``./mine``.
    A file need only give the parameters that differ from the default profile. Its name is the file's unless it gives one.
    Raises SpecError for a file that can't be read, or a parameter that is unknown, of a wrong type, out of range or fixed.
    """
    if name_or_path in _shipped_names():
        return _shipped(name_or_path)
    path = Path(name_or_path)
    if path.name == name_or_path and not path.suffix:
        raise _no_such_profile(name_or_path)
    return _read_own(path)


def read_profile(table: Table) -> Profile:
    """Return the profile of a table that holds every parameter."""
    table.allow_only([field.name for field in fields(Profile)])
    for key, value in _FIXED.items():
        _check_fixed(table, key, value)
    profile = Profile(
        name=table.text("name"),
        description=table.text("description"),
        **_FIXED,
        soa_capacity=_integer(table, "soa_capacity"),
        receipt_capacity=_integer(table, "receipt_capacity"),
        memory_bytes=_integer(table, "memory_bytes"),
        tick_target=table.number("tick_target", 0, _MOST_TICKS),
        tick_baseline=table.number("tick_baseline", 0, _MOST_TICKS),
        instruction_limit=_integer(table, "instruction_limit"),
        l1_hit_rate=table.number("l1_hit_rate", 0, 1),
    )
    _check_memory(table, profile)
    return profile


def _shipped_names() -> list[str]:
    return sorted(file.stem for file in _FOLDER.glob("*.toml"))


@functools.cache
def _shipped(name: str) -> Profile:
    file = _FOLDER / f"{name}.toml"
    return read_profile(Table(file, read_values(file)))


def _read_own(path: Path) -> Profile:
    own = read_values(path)
    default = _shipped(DEFAULT_PROFILE)
    titles = {"name": path.stem, "description": _difference(own)}
    profile = read_profile(Table(path, {**asdict(default), **titles, **own}))
    if profile.name in _shipped_names() and _parameters(profile) != _parameters(_shipped(profile.name)):
        # a report names its profile and nothing more of it
        table = Table(path, own)
        raise table.error(
            "name", f"{profile.name!r} is the name of a shipped profile with other parameters", "give another name"
        )
    return profile


def _difference(own: dict[str, object]) -> str:
    changes = [f"{key} = {value}" for key, value in own.items() if key not in _TITLES]
    return f"{DEFAULT_PROFILE} with {', '.join(changes)}" if changes else f"{DEFAULT_PROFILE} unchanged"


def _parameters(profile: Profile) -> dict[str, object]:
    return {key: value for key, value in asdict(profile).items() if key not in _TITLES}


def _integer(table: Table, key: str) -> int:
    return table.integer(key, 1, _LARGEST[key])


def _check_fixed(table: Table, key: str, value: int) -> None:
    given = table.integer(key, 1, 2**31)
    if given != value:
        raise table.error(key, f"is fixed by version 1 of the C binding and can't be {given}", f"leave it out, or give {value}")


def _check_memory(table: Table, profile: Profile) -> None:
    """Refuse a profile that no pool can meet: the verdict on MEM-1 would blame the pool for it."""
    records_bytes = profile.soa_capacity * profile.soa_bytes + profile.receipt_capacity * profile.receipt_bytes
    if profile.memory_bytes < records_bytes:
        raise table.error(
            "memory_bytes",
            f"{profile.memory_bytes} is less than the {records_bytes} bytes of the buffers and receipts alone",
            "give what such a pool may take, overhead included",
        )


def _no_such_profile(name_or_path: str) -> SpecError:
    match = nearest(name_or_path, _shipped_names())
    remedy = (
        f"did you mean {match!r}?"
        if match
        else f"give {' or '.join(_shipped_names())}, or the path of a TOML file (./name where it has no suffix)"
    )
    return SpecError(repr(name_or_path), WHOLE_FILE, "no shipped profile has this name", remedy)
