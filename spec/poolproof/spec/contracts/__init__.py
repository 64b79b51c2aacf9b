"""Contracts as data: what a pool promises, in a language of its own, and whatever is wrong with a file in it."""

from __future__ import annotations

from poolproof.spec.contracts.derived import Derived, derived_requirements
from poolproof.spec.contracts.document import contract_as_markdown
from poolproof.spec.contracts.kept import kept_contract, kept_lines, promise_lines
from poolproof.spec.contracts.language import Key, TableOfKeys, language
from poolproof.spec.contracts.limits import Limits, counts_of, limits_of, refuse_unjudged, with_counts
from poolproof.spec.contracts.loader import (
    DEFAULT_CONTRACT,
    block_header_path,
    built_in_names,
    default_contract,
    default_counts,
    load_contract,
    names_a_file,
    read_contract,
)
from poolproof.spec.contracts.markdown import language_as_markdown
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
    "Limits",
    "Misuse",
    "TableOfKeys",
    "block_header_path",
    "built_in_names",
    "contract_as_markdown",
    "counts_of",
    "default_contract",
    "default_counts",
    "derived_requirements",
    "kept_contract",
    "kept_lines",
    "language",
    "language_as_markdown",
    "limits_of",
    "load_contract",
    "names_a_file",
    "promise_lines",
    "read_contract",
    "refuse_unjudged",
    "with_counts",
]
