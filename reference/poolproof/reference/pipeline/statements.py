"""The lines that pass from Ingest to Transform: N-Quads in the one way that the parser's own serializer writes them.

One space between terms, characters as they are in UTF-8, and escaped where they must be, so that a term has one form only.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Terms: TypeAlias = tuple[bytes, bytes, bytes]
"""Subject, predicate and object, each in its N-Triples form."""

_IRI: Final = rb"<[^<> ]*>"
_BLANK_NODE: Final = rb"_:[^ ]+"
_LITERAL: Final = rb'"(?:[^"\\]|\\.)*"(?:@[^ ]+|\^\^<[^<> ]*>)?'
_STATEMENT: Final = re.compile(
    rb"(%b|%b) (%b) (%b|%b|%b)(?: (?:%b|%b))? \." % (_IRI, _BLANK_NODE, _IRI, _IRI, _BLANK_NODE, _LITERAL, _IRI, _BLANK_NODE)
)


def terms_of(line: bytes) -> Terms | None:
    """Return the terms of a statement without its graph name (deviation 2 of the pipeline); None when it is none.

    Triple terms, which RDF 1.2 adds, are not supported.
    """
    found = _STATEMENT.fullmatch(line)
    return (found[1], found[2], found[3]) if found else None
