"""JSON deltas: ``{"additions": [{"s": ..., "p": ..., "o": ...}], "removals": []}``, as lines of N-Triples.

A string is a term as in N-Triples, or a bare IRI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from poolproof.reference.pipeline.parsers import simdjson
from poolproof.spec.pipeline_errors import IngestError

_LABEL: Final = r"[\w:](?:[\w:.\-\u00b7\u0300-\u036f\u200c\u200d\u203f\u2040]*[\w:\-\u00b7\u0300-\u036f\u203f\u2040])?"
_TERM: Final = re.compile(rf'<[^<>\s]*>|_:{_LABEL}|"(?:[^"\\\n\r]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^<[^<>\s]*>)?')
"""What stands outside of <> and "" has no character that could begin another term: a term is never two."""
_BARE_IRI: Final = re.compile(r'[^<>"\s_][^<>"\s]*')
_KEYS: Final = ("s", "p", "o")
_NO_DELTA: Final = "this is no delta: it must be an object of additions and removals alone"
_REMEDY: Final = 'write {"additions": [{"s": "<IRI>", "p": "<IRI>", "o": "\\"text\\""}], "removals": []}'


@dataclass(frozen=True, slots=True)
class Delta:
    additions: bytes
    """A line each."""
    removals: bytes


class DeltaReader:
    """One parser, whose memory is used again for every document: the pattern that the pool itself follows."""

    def __init__(self) -> None:
        package = simdjson()
        self._parser = package.Parser()
        self._object: Any = package.Object
        self._array: Any = package.Array

    def read(self, document: bytes, where: str) -> Delta:
        """Return the statements of one document. Raises IngestError, which names ``where`` and the entry at fault."""
        refused: IngestError | None = None
        try:
            return self._read(document, where)
        except IngestError as problem:
            # Anew: the frames of that one hold on to the document, and so to the memory that the next is to use.
            refused = IngestError(problem.where, problem.problem, problem.remedy)
        raise refused

    def _read(self, document: bytes, where: str) -> Delta:
        try:
            delta = self._parser.parse(document)
        except (ValueError, RuntimeError) as problem:
            raise IngestError(where, f"not valid JSON: {problem}", _REMEDY) from None
        if not isinstance(delta, self._object):
            raise IngestError(where, _NO_DELTA, _REMEDY)
        keys = list(delta.keys())
        if not {*keys} <= {"additions", "removals"}:
            raise IngestError(where, _NO_DELTA, _REMEDY)
        if len({*keys}) < len(keys):
            raise IngestError(where, "a key is there twice: one of the two lists would be lost", "join the lists")
        return Delta(*(self._lines(delta[key] if key in keys else [], key, where) for key in ("additions", "removals")))

    def _lines(self, entries: Any, key: str, where: str) -> bytes:
        if not isinstance(entries, (list, self._array)):
            raise IngestError(where, f"{key} must be a list", _REMEDY)
        return b"".join(
            f"{' '.join(self._terms(entry, f'{where}: {key}[{number}]'))} .\n".encode() for number, entry in enumerate(entries)
        )

    def _terms(self, entry: Any, where: str) -> Iterator[str]:
        # Three, and each of the three: none is there twice.
        if not isinstance(entry, self._object) or len(entry) != len(_KEYS) or {*entry.keys()} != {*_KEYS}:
            raise IngestError(where, "must have s, p and o, each once, and nothing else", _REMEDY)
        for key in _KEYS:
            yield _term(entry[key], f"{where}.{key}")


def _term(text: object, where: str) -> str:
    if isinstance(text, str):
        if _TERM.fullmatch(text):
            return text
        if _BARE_IRI.fullmatch(text):
            return f"<{text}>"
    raise IngestError(where, f"{text!r} is no term", 'write "<IRI>", "_:name", "\\"text\\"@en" or a bare IRI')
