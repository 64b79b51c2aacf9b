"""Transform, the second stage: statements to triples of hashes."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Protocol

from poolproof.reference.pipeline.dictionary import Dictionary
from poolproof.reference.pipeline.fnv import fnv1a
from poolproof.reference.pipeline.statements import terms_of
from poolproof.spec.pipeline_errors import PipelineError, not_a_statement

Hash = Callable[[bytes], int]
OnProblem = Callable[[PipelineError], bool]
"""Told of a statement that is refused. Returns True to leave it out and go on, False to end there."""


class Transform(Protocol):
    """A block of statements in, words out: s, p and o of each that was not refused, up to where ``on_problem`` ended it."""

    def words(self, block: bytes, on_problem: OnProblem) -> memoryview: ...

    def term(self, hash: int) -> str | None: ...

    def terms(self) -> int: ...


class ReferenceTransform:
    """Without a ``dictionary`` memory stays flat, and collisions can't be seen."""

    def __init__(self, dictionary: Dictionary | None, hash: Hash = fnv1a) -> None:
        self._dictionary = dictionary
        self._hash = hash

    def words(self, block: bytes, on_problem: OnProblem) -> memoryview:
        """Return items of 64 bits. A block is whole lines, each ended by a line break."""
        words = array("Q")
        for line in block.splitlines():
            try:
                words.extend(self._triple(line))
            except PipelineError as problem:
                if not on_problem(problem):
                    break
        return memoryview(words)

    def term(self, hash: int) -> str | None:
        """Return the term of a hash, None when there is no dictionary, or none of that hash in it."""
        return None if self._dictionary is None else self._dictionary.term(hash)

    def terms(self) -> int:
        """Return how many terms are kept."""
        return 0 if self._dictionary is None else len(self._dictionary)

    def _triple(self, line: bytes) -> tuple[int, ...]:
        terms = terms_of(line)
        if terms is None:
            raise not_a_statement(line)
        hashes = tuple(self._hash(term) for term in terms)
        if self._dictionary is not None:
            for hash, term in zip(hashes, terms, strict=True):
                self._dictionary.learn(hash, term)
        return hashes
