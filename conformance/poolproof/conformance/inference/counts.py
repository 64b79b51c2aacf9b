"""Which counts create accepts, and what it answers to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from .probing import Prober
from .shape import given_storage
from .speakers import Asked, Code
from .wishes import Wishes

_LARGEST: Final = 65_536
_BYTES_AT_MOST: Final = 64 << 20
_OPEN_BYTES_AT_MOST: Final = 4 << 20
"""Of all blocks of the largest pool that is promised where no limit was seen."""
_EVERY_ONE_UP_TO: Final = 41
_BEYOND: Final = 3
"""Counts that are tried behind a border, in case that single ones are refused as odd ones."""
_DRAINED_AT_MOST: Final = 5000


@dataclass(frozen=True, slots=True)
class AcceptedCounts:
    """``refusals``: what counts below ``first`` and beyond ``last`` were answered; ``deaths``: how many of them ended the
    process; ``is_open``: nothing was refused above ``last``, which is only as far as anybody tried; ``holes``: refused between
    them; ``smaller``: how many of these made a pool of fewer blocks."""

    first: int
    last: int
    tried: int
    refusals: tuple[Code, ...]
    deaths: int
    is_open: bool
    holes: int
    smaller: int


def find_counts(prober: Prober, asked: Asked) -> AcceptedCounts:
    """Try counts up to some ten thousand, and look for the borders."""
    most = max(min(_LARGEST, _BYTES_AT_MOST // max(asked.size, 1)), asked.count)
    answers = _Answers(prober, asked)
    for count in sorted({0, *range(1, _EVERY_ONE_UP_TO), *_around_powers(most), asked.count - 1, asked.count + 1, most}):
        answers.of(count)
    accepted = answers.accepted | {asked.count}
    first, last = asked.count, asked.count
    beyond = min((each for each in answers.refused if each > max(accepted)), default=None)
    if len(accepted) > 1:
        first, last = min(accepted), max(accepted)
        first = _border(answers, first, max((each for each in answers.refused if each < first), default=0))
        last = last if beyond is None else _border(answers, last, beyond)
        while beyond and (more := [each for each in range(last + 1, last + 1 + _BEYOND) if answers.of(each)]):
            last = more[-1]
    if beyond is None:  # as far as anybody tried is no limit: a smaller one is put to the test in no time
        last = max(asked.count, min(last, _OPEN_BYTES_AT_MOST // max(asked.size, 1)))
    outside = {each: code for each, code in answers.refused.items() if each < first or each > last}
    return AcceptedCounts(
        first=first,
        last=last,
        tried=len(answers.accepted) + len(answers.refused),
        refusals=tuple(code for code in outside.values() if code is not None),
        deaths=sum(code is None for code in outside.values()),
        is_open=beyond is None,
        holes=len(answers.refused) - len(outside),
        smaller=sum(code == 0 for count, code in answers.refused.items() if first < count < last),
    )


class _Answers:
    def __init__(self, prober: Prober, asked: Asked) -> None:
        self._prober, self._asked = prober, asked
        self.accepted: set[int] = set()
        self.refused: dict[int, Code | None] = {}
        """None: the process ended."""

    def of(self, count: int) -> bool:
        """Whether it is accepted, and so many blocks are lent then."""
        if count in self.accepted or count in self.refused:
            return count in self.accepted
        asked = replace(self._asked, count=count)
        if asked.storage is not None:
            asked = given_storage(asked, Wishes(storage_align=asked.storage_align))
        outcome = self._prober.probe("lend", asked, most=min(count, _DRAINED_AT_MOST), quiet=True)
        created = outcome.last("created")
        if created is not None and created[0] == 0 and (outcome.last("lent") == [min(count, _DRAINED_AT_MOST)]) and count:
            self.accepted.add(count)
            return True
        self.refused[count] = created[0] if created is not None else None
        return False


def _around_powers(most: int) -> Sequence[int]:
    powers = [1 << bits for bits in range(4, 25) if 1 << bits <= most]
    return [each + step for each in powers for step in (-1, 0, 1) if each + step <= most]


def _border(answers: _Answers, accepted: int, refused: int) -> int:
    """The last count towards a refused one that is accepted."""
    while abs(refused - accepted) > 1:
        middle = (accepted + refused) // 2
        # A single one between them may be refused as an odd one.
        if answers.of(middle) or (abs(refused - middle) > 1 and answers.of(middle + 1)):
            accepted = middle
        else:
            refused = middle
    return accepted
