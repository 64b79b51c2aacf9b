"""Texts with parts that stand there for one promise alone: what every file of a project of a contract is written in.

``@if WORDS``, ``@elif WORDS``, ``@else`` and ``@end`` stand on lines of their own, however far indented; WORDS are names of
facts, with ``not`` before one, and ``and`` between two. ``@{name}`` is a fact's text. A name that is no fact is an error:
nothing is left out for a slip of the pen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_DIRECTIVE = re.compile(r"\s*@(if|elif|else|end)\b(.*)")
_NAME = re.compile(r"@\{(\w+)\}")


@dataclass(slots=True)
class _Branch:
    """One ``@if``, up to its ``@end``."""

    is_outside_kept: bool
    is_kept: bool
    was_kept: bool
    """Whether one of its parts was kept already."""


def filled(template: str, facts: Mapping[str, object], blank_lines: int = 1) -> str:
    """Return the text as the facts have it, with so many blank lines one after another at the most.

    Raises ValueError for a template that is wrong in itself."""
    lines: list[str] = []
    open_branches: list[_Branch] = []
    for line in template.splitlines():
        directive = _DIRECTIVE.fullmatch(line)
        if directive is not None:
            _obey(directive[1], directive[2].split(), open_branches, facts)
        elif not open_branches or open_branches[-1].is_kept:
            lines += _NAME.sub(lambda name: str(facts[name[1]]), line).splitlines() or [""]
    if open_branches:
        raise ValueError("an @if has no @end")
    breaks = "\n" * (blank_lines + 1)
    return re.sub(rf"{breaks}\n+", breaks, "\n".join(lines)).strip("\n") + "\n"


def _obey(word: str, condition: list[str], open_branches: list[_Branch], facts: Mapping[str, object]) -> None:
    if word == "if":
        is_outside_kept = not open_branches or open_branches[-1].is_kept
        holds = _holds(condition, facts)
        open_branches.append(_Branch(is_outside_kept, is_outside_kept and holds, holds))
        return
    if not open_branches:
        raise ValueError(f"an @{word} has no @if")
    if word == "end":
        open_branches.pop()
        return
    branch = open_branches[-1]
    holds = word == "else" or _holds(condition, facts)
    branch.is_kept = branch.is_outside_kept and holds and not branch.was_kept
    branch.was_kept = branch.was_kept or holds


def _holds(words: list[str], facts: Mapping[str, object]) -> bool:
    """``and`` alone joins: what needs more is a fact with a name."""
    return all(_is_so(each.split(), facts) for each in " ".join(words).split(" and "))


def _is_so(words: list[str], facts: Mapping[str, object]) -> bool:
    negated = words[0] == "not"
    (name,) = words[1:] if negated else words
    return bool(facts[name]) != negated
