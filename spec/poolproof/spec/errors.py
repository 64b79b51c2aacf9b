"""What is wrong with a file of the specification, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

WHOLE_FILE = "(whole file)"
"""The key of a complaint about a file as a whole. It is not said: the file's name stands before it."""


class SpecError(Exception):
    """A file or a question that the specification has no answer for.

    ``file`` and ``key`` say where, ``problem`` what, ``remedy`` what would help; ``str`` is one line naming all four.
    """

    def __init__(self, file: str, key: str, problem: str, remedy: str) -> None:
        super().__init__(file, key, problem, remedy)  # all four, so that a copy in another process is whole
        self.file = file
        self.key = key
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        where = self.file if self.key == WHOLE_FILE else f"{self.file}: {self.key}"
        line = " ".join(f"{where}: {self.problem}; {self.remedy}".split())  # what came from a file may hold line breaks
        return "".join(each if each.isprintable() else repr(each)[1:-1] for each in line)  # and a file's name anything


class UnknownRequirement(SpecError):  # noqa: N818 - read as "raises UnknownRequirement"
    """No requirement has this id. The remedy names the nearest ones."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of ``words`` that ``word`` was most likely meant to be, None when nothing comes near."""
    matches = difflib.get_close_matches(word, list(words), n=1)
    return matches[0] if matches else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return the remedy for a word that is none of ``words``: the nearest, or else all of them."""
    known = list(words)
    match = nearest(word, known)
    return f"did you mean {match!r}?" if match else f"use one of {', '.join(known)}"
