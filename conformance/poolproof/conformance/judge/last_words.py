"""How a process ended, and what it said of that: the line that tells the cause first, then the rest, as far as it is short."""

from __future__ import annotations

import re
from typing import Final

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
    lines = [line.rstrip()[:_LINE_AT_MOST] for line in death.stderr.splitlines() if line.strip()]
    cause = next((line for line in lines if _OF_THE_WORKER.fullmatch(line)), None)
    if cause is not None:
        lines.remove(cause)
        return f"{cause}: the process {death.detail}{_said(lines)}"
    return f"the process {death}{_said(lines)}"


def _said(lines: list[str]) -> str:
    first = next((at for at, line in enumerate(lines) if _CAUSE.search(line)), 0)
    told = [*lines[first : first + 1], *lines[:first], *lines[first + 1 :]]
    left_out = [f"… {len(told) - _LINES_AT_MOST} lines more"] if len(told) > _LINES_AT_MOST else []
    whole = "\n  ".join([*told[:_LINES_AT_MOST], *left_out])
    return f" (it said: {whole})" if told else ""
