"""Contracts as data: what a pool promises, in a language of its own, and whatever is wrong with a file in it."""

from __future__ import annotations

from poolproof.spec.contracts.derived import Derived, derived_requirements
from poolproof.spec.contracts.language import Key, TableOfKeys, language
from poolproof.spec.contracts.loader import (
    DEFAULT_CONTRACT,
    block_header_path,
    built_in_names,
    default_contract,
    load_contract,
    read_contract,
)
from poolproof.spec.contracts.markdown import language_as_markdown
from poolproof.spec.contracts.parameters import profile_of
from poolproof.spec.contracts.records import Answer, Contract, Counts, Fill, How, Misuse

__all__ = [
    "DEFAULT_CONTRACT",
    "Answer",
    "Contract",
    "Counts",
    "Derived",
    "Fill",
    "How",
    "Key",
    "Misuse",
    "TableOfKeys",
    "block_header_path",
    "built_in_names",
    "default_contract",
    "derived_requirements",
    "language",
    "language_as_markdown",
    "load_contract",
    "profile_of",
    "read_contract",
]
