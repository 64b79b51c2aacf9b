"""Reads ``faults.toml``, and says which of its faults can be planted in the sound pool of a contract."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import Language
from poolproof.spec.contracts import Contract, derived_requirements
from poolproof.spec.table import Table, read_records

from ..catalogue import Canary, Entry, Fault
from .applicability import holds
from .terms import has_create, is_in_a_word

FOLDER: Final = Path(__file__).parent
"""Where the sound pool and its faults are installed."""
_KEYS: Final = ("name", "violates", "when", "needs_create", "sentence")
_CANARY_KEYS: Final = ("name", "when", "sentence")
_BINDING: Final = 2
_IN_A_WORD: Final = 16
_SPARE: Final = 3
"""Blocks that a pool of at least its count has besides."""


class NoSoundPool(ValueError):  # noqa: N818 - read as a sentence: raise NoSoundPool
    """A contract of which there is no sound pool to plant faults in; the text says why."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault of ``faults.toml``. ``when``: conditions on the contract that all hold where it can be planted."""

    fault: Fault
    when: tuple[str, ...]
    needs_create: bool

    def can_be_planted(self, contract: Contract) -> bool:
        """Whether it breaks what the contract promises first among what the fault violates."""
        if self.needs_create and not has_create(contract):
            return False
        return self.fault.violates[0] in promised_ids(contract) and all(holds(contract, each) for each in self.when)


@functools.cache
def all_planted() -> tuple[Planted, ...]:
    """Return every fault of ``faults.toml``, whichever contract it needs. Raises SpecError."""
    return tuple(_planted(table) for table in read_records(FOLDER / "faults.toml", "fault", unique=["name"], keys=_KEYS))


@functools.cache
def _canaries() -> tuple[tuple[Canary, tuple[str, ...]], ...]:
    """Each with the conditions on which it is sound."""
    tables = read_records(FOLDER / "canaries.toml", "canary", unique=["name"], keys=_CANARY_KEYS)
    return tuple((_canary(table), _when(table)) for table in tables)


def promised_ids(contract: Contract) -> tuple[str, ...]:
    """Return the ids of the requirements that the contract promises, in the order of the specification."""
    return tuple(each.id for each in derived_requirements(contract) if each.not_promised is None)


def entries_of(contract: Contract) -> Sequence[Entry]:
    """Return the sound pools of the contract, as canaries, the plain one first, and behind them the faults that can be planted.

    Raises NoSoundPool for a contract of bufferpool.h.
    """
    if contract.binding != _BINDING:
        raise NoSoundPool(
            f"{contract.name} is a contract of bufferpool.h; sound pools are made of those of blockpool.h alone (binding = 2)"
        )
    if is_in_a_word(contract) and (why := _why_not_in_a_word(contract)):
        raise NoSoundPool(f"{contract.name}: a sound pool in which nobody waits is made {why}")
    sound = Canary("sound", Language.C, "The sound pool of the contract.", FOLDER / "sound.c")
    odd = (canary for canary, when in _canaries() if all(holds(contract, each) for each in when))
    return [sound, *odd, *(each.fault for each in all_planted() if each.can_be_planted(contract))]


def _why_not_in_a_word(contract: Contract) -> str | None:
    block = contract.block
    if block.counts.last + (0 if block.capacity == "exact" else _SPARE) > _IN_A_WORD:
        return (
            f'of at most {_IN_A_WORD} blocks alone: give it a contract with based_on = "{contract.name}", and '
            f"counts = [1, {_IN_A_WORD}] under [block]"
        )
    if block.exhausted.how.value == "grows":
        return "of a fixed number of blocks alone"
    is_double_seen = contract.misuse.double.is_promised or contract.misuse.revoked.is_promised
    if contract.contents.while_free.byte is not None and is_double_seen:
        return "where not both what is free is filled and a double return is seen"
    return None


def example_contracts() -> tuple[Path, ...]:
    """Return the contracts that the sound pool and the judge are tried by: every key of the language is in some of them."""
    return tuple(sorted((FOLDER / "contracts").glob("*.toml")))


def _planted(table: Table) -> Planted:
    violates = table.texts("violates")
    area = violates[0].partition("-")[0].lower()
    fault = Fault(_name(table), area, Language.C, violates, table.text("sentence"), None, _source(table, "planted"))
    return Planted(fault, _when(table), table.has("needs_create") and table.flag("needs_create"))


def _canary(table: Table) -> Canary:
    return Canary(_name(table), Language.C, table.text("sentence"), _source(table, "canaries"))


def _name(table: Table) -> str:
    return table.text("name").replace("_", "-")


def _source(table: Table, folder: str) -> Path:
    source = FOLDER / folder / f"{table.text('name')}.c"
    if not source.is_file():
        raise table.error("name", f"there is no {source.name} in {folder}", "write it, or correct the name")
    return source


def _when(table: Table) -> tuple[str, ...]:
    return table.texts("when") if table.has("when") else ()
