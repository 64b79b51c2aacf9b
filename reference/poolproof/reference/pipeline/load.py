"""Load, the third stage: a batch of triples into a pooled buffer, grouped into runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, TypeAlias

from poolproof.spec.hot_part import Run
from poolproof.spec.refusals import InvalidSize

LANES: Final = 8

Triple: TypeAlias = tuple[int, int, int]


class Lanes(Protocol):
    """A buffer of either pool: three arrays of 8 words."""

    @property
    def s(self) -> memoryview: ...

    @property
    def p(self) -> memoryview: ...

    @property
    def o(self) -> memoryview: ...


def load_into(triples: Sequence[Triple], buffer: Lanes) -> list[Run]:
    """Write the triples into the buffer's lanes, and return its runs (PIPE-3).

    Raises InvalidSize for more than 8; then nothing is written (PIPE-4). Lanes beyond the last triple stay as they are.
    """
    if len(triples) > LANES:
        raise InvalidSize
    runs: list[Run] = []
    offset = 0
    for predicate in dict.fromkeys(p for _, p, _ in triples):  # each once, in the order of coming
        members = [triple for triple in triples if triple[1] == predicate]
        for lane, (s, p, o) in enumerate(members, start=offset):
            buffer.s[lane], buffer.p[lane], buffer.o[lane] = s, p, o
        runs.append(Run(predicate, offset, len(members)))
        offset += len(members)
    return runs
