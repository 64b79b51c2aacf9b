"""FNV-1a of 64 bits, with the published constants (PIPE-1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from poolproof.spec.pipeline import load_pipeline_spec

_PARAMETERS: Final = load_pipeline_spec().parameters
_WORD: Final = 2**64 - 1


def fnv1a(text: bytes) -> int:
    """Return the hash of a term's UTF-8."""
    return fnv1a_words(text)


def fnv1a_words(words: Iterable[int]) -> int:
    """Return the same over words of 64 bits in the place of bytes: a fingerprint of numbers, for spans and matched triples."""
    state = _PARAMETERS.hash_offset_basis
    for word in words:
        state = (state ^ word) * _PARAMETERS.hash_prime & _WORD
    return state
