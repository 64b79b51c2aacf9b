"""How a process ended, or why a create was refused, and what was said of that: first the line that tells the cause, then the
rest, as far as it is short."""

from __future__ import annotations

import re
from typing import Final

from .. import legible
from ..observations import Death

_LINES_AT_MOST: Final = 12
_LINE_AT_MOST: Final = 240
"""Characters."""
_OF_THE_WORKER: Final = re.compile(r"it (wrote|read) .* of its caller\b.*")
"""The worker's own words, where it knows whose memory was touched."""
_CAUSE: Final = re.compile(
    r"panicked at|\bpanic:|terminate called|Sanitizer: |runtime error: |[Aa]ssert(ion)?\b.*fail|\*\*\* |"
    r"\bfree\(\): |\bmalloc\(?\)?: |\brealloc\(\): |double free|corrupted |^fatal|\bFATAL\b"
)
"""Of Rust and Go, of Zig, C++, the sanitizers, assert, and glibc: the line that tells the cause, wherever it stands."""


def ending(death: Death) -> str:
    """In one clause, with what was said behind it in brackets."""
    lines = _lines(death.stderr)
    cause = next((line for line in lines if _OF_THE_WORKER.fullmatch(line)), None)
    if cause is not None:
        lines.remove(cause)
        return f"{cause}: the process {death.detail}{_said(lines)}"
    return f"the process {death}{_said(lines)}"


def with_words(observed: str, stderr: str) -> str:
    """What was observed, with what was said beside it in brackets."""
    return observed + _said(_lines(stderr))


def _lines(stderr: str) -> list[str]:
    return [legible.one_line(line.rstrip()[:_LINE_AT_MOST]) for line in stderr.splitlines() if line.strip()]


def _said(lines: list[str]) -> str:
    first = next((at for at, line in enumerate(lines) if _CAUSE.search(line)), 0)
    told = [*lines[first : first + 1], *lines[:first], *lines[first + 1 :]]
    left_out = [f"… {len(told) - _LINES_AT_MOST} lines more"] if len(told) > _LINES_AT_MOST else []
    whole = "\n  ".join([*told[:_LINES_AT_MOST], *left_out])
    return f" (it said: {whole})" if told else ""
