"""Which driver a shard has, and how much of it is about a second of work on the subject at hand."""

from __future__ import annotations

from typing import Final

from .shards import OPENING_PARTS, Driver, Shard, ShardResult

_ROUND: Final = 16
_WITH_LANE: Final = {5: Driver.WALKS, 9: Driver.MARATHONS, 13: Driver.WALKS, 15: Driver.MACHINE}
_WITHOUT_LANE: Final = {3: Driver.MACHINE, 11: Driver.MACHINE}
_OPENING: Final = range(1, 1 + OPENING_PARTS)
"""Numbers of its parts: the very first shard soon tells something, also where there is one process alone."""
_FIRST: Final = {Driver.LANE: 2_000_000, Driver.WALKS: 20, Driver.MARATHONS: 2, Driver.MACHINE: 5}
_MOST: Final = {Driver.LANE: 100_000_000, Driver.WALKS: 5000, Driver.MARATHONS: 50, Driver.MACHINE: 500}
_SECONDS: Final = 1.0
_CHANGE_AT_MOST: Final = 4.0


_GUIDED_SECONDS: Final = 10


class GuidedPace:
    """libFuzzer keeps its own time."""

    def shard(self, number: int) -> Shard:
        return Shard(number, Driver.GUIDED, _GUIDED_SECONDS)

    def learn(self, result: ShardResult) -> None:
        """There is nothing to learn."""


class Pace:
    """``has_lane``: a Python class has no native lane, nor has a pool that is too large for it."""

    def __init__(self, *, has_lane: bool) -> None:
        self._turns = _WITH_LANE if has_lane else _WITHOUT_LANE
        self._usual = Driver.LANE if has_lane else Driver.WALKS
        self._amounts = dict(_FIRST)

    def shard(self, number: int) -> Shard:
        """The driver follows from the number alone: a shard that is done again does the same."""
        if number in _OPENING:
            return Shard(number, Driver.OPENING, number - _OPENING.start)
        driver = self._turns.get(number % _ROUND, self._usual)
        return Shard(number, driver, self._amounts[driver])

    def learn(self, result: ShardResult) -> None:
        """How long it took. Where something was found, it was the minimising that took long."""
        if not result.is_whole or result.discoveries:
            return
        driver = result.shard.driver
        if driver == Driver.OPENING:
            return
        factor = min(max(_SECONDS / max(result.seconds, 1e-3), 1 / _CHANGE_AT_MOST), _CHANGE_AT_MOST)
        self._amounts[driver] = min(max(int(result.shard.amount * factor), 1), _MOST[driver])
