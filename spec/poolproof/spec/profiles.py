"""The parameters of a contract, by its name: what those ask for who know no other promise than the default contract's."""

from __future__ import annotations

from poolproof.spec.records import Profile


def load_profile(name_or_path: str) -> Profile:
    """Return the parameters of a built-in contract, or of one in a file. Raises SpecError."""
    from poolproof.spec.contracts import load_contract, profile_of  # they need the specification, which is not whole yet here

    return profile_of(load_contract(name_or_path))
