"""The sound pool of any contract, and the faults that are planted in it."""

from __future__ import annotations

from .build import build_of_contract
from .catalogue import NoSoundPool, Planted, all_planted, entries_of, example_contracts, promised_ids

__all__ = ["NoSoundPool", "Planted", "all_planted", "build_of_contract", "entries_of", "example_contracts", "promised_ids"]
