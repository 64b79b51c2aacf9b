"""JSON deltas: ``{"additions": [{"s": ..., "p": ..., "o": ...}], "removals": []}``, as lines of N-Triples.

A string is a term as in N-Triples, or a bare IRI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from poolproof.reference.pipeline.parsers import simdjson
from poolproof.spec.pipeline_errors import IngestError

_TERM: Final = re.compile(r'<[^<>\s]*>|_:\S+|"(?:[^"\\\n\r]|\\.)*"(?:@\S+|\^\^<[^<>\s]*>)?')
_BARE_IRI: Final = re.compile(r'[^<>"\s_][^<>"\s]*')
_REMEDY: Final = 'write {"additions": [{"s": "<IRI>", "p": "<IRI>", "o": "\\"text\\""}], "removals": []}'


@dataclass(frozen=True, slots=True)
class Delta:
    additions: bytes
    """A line each."""
    removals: bytes


class DeltaReader:
    """One parser, whose memory is used again for every document: the pattern that the pool itself follows."""

    def __init__(self) -> None:
        self._parser = simdjson().Parser()

    def read(self, document: bytes, where: str) -> Delta:
        """Return the statements of one document. Raises IngestError, which names ``where`` and the entry at fault."""
        try:
            delta = self._parser.parse(document, recursive=True)
        except (ValueError, RuntimeError) as problem:
            raise IngestError(where, f"not valid JSON: {problem}", _REMEDY) from None
        if not isinstance(delta, dict) or not delta.keys() <= {"additions", "removals"}:
            raise IngestError(where, "this is no delta: it must be an object of additions and removals alone", _REMEDY)
        return Delta(_lines(delta, "additions", where), _lines(delta, "removals", where))


def _lines(delta: dict[str, object], key: str, where: str) -> bytes:
    entries = delta.get(key, [])
    if not isinstance(entries, list):
        raise IngestError(where, f"{key} must be a list", _REMEDY)
    return b"".join(
        f"{' '.join(_terms(entry, f'{where}: {key}[{number}]'))} .\n".encode() for number, entry in enumerate(entries)
    )


def _terms(entry: object, where: str) -> Iterator[str]:
    if not isinstance(entry, dict) or entry.keys() != {"s", "p", "o"}:
        raise IngestError(where, "must have s, p and o, and nothing else", _REMEDY)
    for key in ("s", "p", "o"):
        yield _term(entry[key], f"{where}.{key}")


def _term(text: object, where: str) -> str:
    if isinstance(text, str):
        if _TERM.fullmatch(text):
            return text
        if _BARE_IRI.fullmatch(text):
            return f"<{text}>"
    raise IngestError(where, f"{text!r} is no term", 'write "<IRI>", "_:name", "\\"text\\"@en" or a bare IRI')
