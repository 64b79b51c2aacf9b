"""A contract as it was given: what it says, and how to give it to the judges."""

from __future__ import annotations

from dataclasses import dataclass

from poolproof.spec.contracts import Contract


@dataclass(frozen=True, slots=True)
class GivenContract:
    """``in_part``: only some of the faults are tried, so that a requirement without one says nothing."""

    name_or_path: str
    contract: Contract
    in_part: bool = False
