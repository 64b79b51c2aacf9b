"""Hooks as they are written: ``ask S P [O]``, ``count S P LEAST``, ``unique S P``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from poolproof.reference.pipeline.fnv import fnv1a
from poolproof.reference.pipeline.load import LANES
from poolproof.spec.hot_part import WHOLE_WORD, Hook
from poolproof.spec.pipeline_errors import HookError

ANY: Final = "?"
EVERY_RUN: Final = "count ? ? 1"
"""Holds for every run: what is asked when no hook is given."""

Canonical = Callable[[str], str]
"""Takes a term to the form that the parser's serializer gives it, so that both have one hash. Raises PipelineError."""

_WORD: Final = re.compile(r'\s*("(?:[^"\\]|\\.)*"(?:@\S+|\^\^<[^>\s]*>)?|<[^>\s]*>|\S+)')
_REMEDY: Final = (
    "write 'ask S P', 'ask S P O', 'count S P LEAST' or 'unique S P', with terms as in N-Triples: <IRI>, _:name, \"text\"@en,"
    " or ? for any"
)


@dataclass(frozen=True, slots=True)
class NamedHook:
    """A hook with the text that it was read from."""

    text: str
    hook: Hook


def read_hooks(texts: Sequence[str], canonical: Canonical) -> tuple[NamedHook, ...]:
    """Return the hooks, numbered 0, 1, 2, ... in their order. Raises HookError for one that can't be understood."""
    return tuple(NamedHook(" ".join(text.split()), _hook(number, text, canonical)) for number, text in enumerate(texts))


def _hook(id: int, text: str, canonical: Canonical) -> Hook:
    kind, *arguments = _words(text)
    match kind.lower(), arguments:
        case "ask", [s, p]:
            return _pattern(id, text, canonical, (s, p, ANY), 1, LANES)
        case "ask", [s, p, o]:
            return _pattern(id, text, canonical, (s, p, o), 1, LANES)
        case "unique", [s, p]:
            return _pattern(id, text, canonical, (s, p, ANY), 1, 1)
        case "count", [s, p, least]:
            return _pattern(id, text, canonical, (s, p, ANY), _least(text, least), LANES)
        case _:
            raise _refused(text, "this is no hook")


def _words(text: str) -> list[str]:
    words = _WORD.findall(text)
    if not words:
        raise _refused(text, "this is empty")
    return [str(word) for word in words]


def _least(text: str, word: str) -> int:
    if not re.fullmatch("[1-8]", word):
        raise _refused(text, f"{word!r} is no count: a run has 1 to {LANES} lanes")
    return int(word)


def _pattern(id: int, text: str, canonical: Canonical, terms: tuple[str, str, str], least: int, most: int) -> Hook:
    if terms[1].startswith(("_:", '"')) or terms[0].startswith('"'):
        raise _refused(text, "a predicate is an IRI, and a subject no literal")
    (s, s_mask), (p, p_mask), (o, o_mask) = (_word(text, canonical, term) for term in terms)
    return Hook(id, s, p, o, s_mask, p_mask, o_mask, least, most)


def _word(text: str, canonical: Canonical, term: str) -> tuple[int, int]:
    """Return what a lane must hold, and the mask to compare it under."""
    if term == ANY:
        return 0, 0
    if not term.startswith(("<", "_:", '"')):
        raise _refused(text, f"{term!r} is no term")
    return fnv1a(canonical(term).encode()), WHOLE_WORD


def _refused(text: str, problem: str) -> HookError:
    return HookError(f"hook {text!r}", problem, _REMEDY)
