"""Allocations and system calls of the hot part, counted by a program of its own (PIPE-8, PIPE-9)."""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from poolproof.spec.hot_part import Hook

from ..subjects.resolve import pipeline_probe_path

MOST_OPERATIONS: Final = 8192
"""Of a sample: as many as are counted in the wink of an eye."""

_LINE: Final = re.compile(r"(pool|allocator) operations (\d+) allocations (\d+) releases (\d+) system_calls (\d+|unknown)")
_HOOK: Final = struct.Struct("=7Q2I")
_LIMIT_S: Final = 30.0


class NotCountedError(Exception):
    """Says why nothing could be counted here."""


@dataclass(frozen=True, slots=True)
class Counts:
    operations: int
    allocations: int
    releases: int
    system_calls: int | None
    """None where system calls can't be caught. After the first one no more are counted."""


@dataclass(frozen=True, slots=True)
class HotPathCounts:
    pool: Counts
    allocator: Counts
    """The same operations with an allocation each time: a probe that counts none here can't count."""


def count_hot_path(words: bytes, hooks: Sequence[Hook]) -> HotPathCounts:
    """Run the hot part over these triples, 24 bytes each. Raises NotCountedError."""
    packed = b"".join(
        _HOOK.pack(hook.id, hook.s, hook.p, hook.o, hook.s_mask, hook.p_mask, hook.o_mask, hook.least, hook.most)
        for hook in hooks
    )
    try:
        run = subprocess.run(
            [pipeline_probe_path()],
            input=struct.pack("=Q", len(hooks)) + packed + words,
            capture_output=True,
            timeout=_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotCountedError(f"the probe did not end in {_LIMIT_S:.0f} s") from None
    found = {line[1]: _counts(line) for line in _LINE.finditer(run.stdout.decode(errors="replace"))}
    if run.returncode or found.keys() != {"pool", "allocator"}:
        raise NotCountedError(f"the probe ended with status {run.returncode}")
    if found["pool"].operations == 0:
        raise NotCountedError("there is no whole operation of 8 triples to count in")
    if found["allocator"].allocations == 0:
        raise NotCountedError("the probe sees no allocation where there are two an operation")
    return HotPathCounts(found["pool"], found["allocator"])


def _counts(line: re.Match[str]) -> Counts:
    system_calls = None if line[5] == "unknown" else int(line[5])
    return Counts(int(line[2]), int(line[3]), int(line[4]), system_calls)
