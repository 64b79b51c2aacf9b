"""Makes very long sequences shorter, by what sees a difference a hundred times faster than the judge."""

from __future__ import annotations

from collections.abc import Sequence

from poolproof.spec.vocabulary import LANE_POOLS, LOG_CAPACITY, Probe

from ...generators.shapes import closing
from ...operations import Flag, Kind, Operation
from .own_pools import places_of_own_pools
from .shrink import Fails, shrink
from .trials import SHRINK_SECONDS_OF_HANGS, Trials

SHORTEN_SECONDS = 5.0
"""However slow the machine."""
_WORK = 2_000_000
_ATTEMPTS = 16
"""Operations that the model in C looks at, a hundred times faster; but as many attempts at what is very long."""


class Shortener:
    def __init__(self, trials: Trials) -> None:
        self._trials = trials
        self._session = trials.session
        self.shortest: list[Operation] = []
        """What was made short last: to find out again that it can't be made shorter takes long."""

    def shorten(self, operations: Sequence[Operation], is_hot: bool) -> Sequence[Operation]:
        """Make a very long sequence shorter with the model in C, a hundred times faster than the judge. It knows of differences
        only, not of requirements: the judge has the last word."""
        probes = Probe.ALLOCATIONS | Probe.SYSTEM_CALLS if is_hot else Probe.NONE
        given = {each.capacities for each in set(operations) if each.kind == Kind.CREATE}

        def differs(candidate: Sequence[Operation]) -> int | None:
            place = self._session.replay_in_lane(candidate, probes).place
            if place is None or candidate[place].kind != Kind.CREATE or candidate[place].capacities in given:
                return place
            return None  # a pool may refuse a capacity that shrinking tries; to the model in C, that is a difference

        def differs_in_fresh_process(candidate: Sequence[Operation]) -> int | None:
            self._session.restart()
            return differs(candidate)

        if self.shortest == [*operations] or len(operations) > LOG_CAPACITY or not self._trials.fits_model_in_c:
            return operations
        if any(each.pool >= LANE_POOLS for each in operations):  # it has no room for them, which would look like a difference
            return operations
        if differs_in_fresh_process(operations) is None:
            return operations
        default = self._trials.default
        work = max(_WORK, _ATTEMPTS * len(operations))
        seconds = SHRINK_SECONDS_OF_HANGS if self._session.has_hung else SHORTEN_SECONDS
        shortest = shrink(operations, differs, work=work, seconds=seconds, default=default)
        if differs_in_fresh_process(shortest) is None:  # it owes something to what the process ran before
            shortest = shrink(operations, differs_in_fresh_process, work=work, seconds=seconds, default=default)
        self.shortest = shortest
        return shortest

    def shorten_slow(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """Make a sequence shorter of which an operation that is stepped through takes too long: only that one is looked at."""
        limit = self._trials.instruction_limit

        def fails(candidate: Sequence[Operation]) -> int | None:
            stepped = [at for at, each in enumerate(candidate) if each.flags & Flag.STEP]
            places = sorted(places_of_own_pools(candidate, stepped, self._trials.default, self._trials.default))
            steps = zip(places, self._session.step_through(closing(candidate), places), strict=False)
            return next((at for at, step in steps if step.observation.instructions > limit), None)

        if fails(operations) is None:
            return operations
        latest = _latest_that_fails(operations, fails)
        return shrink(latest, fails, work=_WORK, seconds=SHORTEN_SECONDS, default=self._trials.default)


def _latest_that_fails(operations: Sequence[Operation], fails: Fails) -> Sequence[Operation]:
    """What counts from create on needs but a part of a long history, any part: as few of the last operations as will do."""
    opening = [each for each in operations[:1] if each.kind == Kind.CREATE]

    def last(count: int) -> list[Operation]:
        return [*opening, *operations[len(operations) - count :]]

    too_few, enough = 0, len(operations) - len(opening)
    while enough - too_few > 1:
        count = (too_few + enough) // 2
        if fails(last(count)) is None:
            too_few = count
        else:
            enough = count
    return last(enough)
