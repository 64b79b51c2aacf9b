"""A plausible graph, the same for the same seed: a few predicates have most triples, and literals are of many kinds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

_BASE: Final = "http://example.org/"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_PREDICATES: Final = 60
_WORDS: Final = ("river", "été", "Größe", "город", "東京", "🜂", "café", "quiet", "stone", "naïve", '\\"said\\"', "tab\\tbed")
_LANGUAGES: Final = ("en", "de", "fr", "ja", "ru", "en-GB")
_SHAPE: Final = 1.2
"""Of the Pareto distribution: the first predicate has about half of the triples."""


def graph(triples: int, seed: int) -> Iterator[str]:
    """Yield so many lines of N-Triples. About a tenth as many subjects, 60 predicates, some blank nodes, some long IRIs."""
    draw = random.Random(seed)
    subjects = max(1, triples // 10)
    for _ in range(triples):
        predicate = min(int(draw.paretovariate(_SHAPE)), _PREDICATES)
        yield f"{_subject(draw, subjects)} <{_BASE}ontology/p{predicate}> {_object(draw, subjects)} .\n"


def _subject(draw: random.Random, subjects: int) -> str:
    number = min(int(draw.paretovariate(0.5)), subjects)
    if number % 17 == 0:
        return f"_:b{number}"
    if number % 29 == 0:
        return f"<{_BASE}{'a/rather/deep/path/' * 12}{number}>"
    return f"<{_BASE}item/{number}>"


def _object(draw: random.Random, subjects: int) -> str:
    match draw.randrange(8):
        case 0 | 1 | 2:
            return _subject(draw, subjects)
        case 3 | 4:
            return f'"{_text(draw)}"@{draw.choice(_LANGUAGES)}'
        case 5:
            return f'"{draw.randrange(-1000, 1000)}"^^<{_XSD}integer>'
        case 6:
            year, month, day = draw.randrange(1900, 2030), draw.randrange(1, 13), draw.randrange(1, 29)
            return f'"{year}-{month:02}-{day:02}"^^<{_XSD}date>'
        case _:
            return f'"{_text(draw)}"'


def _text(draw: random.Random) -> str:
    return " ".join(draw.choices(_WORDS, k=draw.randrange(1, 12)))
