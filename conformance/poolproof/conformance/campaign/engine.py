"""What carries out the shards of a campaign, and the engine of one machine: a process for each core."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Protocol, TypeAlias

from .outages import Outages
from .ports import CLOCK, PROCESSES, Clock, Process, Processes
from .shards import Discovery, Order, Shard, ShardResult

SILENT_S: Final = 30.0
"""Whoever has a shard, and says nothing for so long, is stopped: another does it."""
BEAT_EVERY_S: Final = 2.0
LEASE_S: Final = 900.0
"""A shard is about a second of work; some are minutes. One that takes longer than this is given to another, too."""
_ATTEMPTS_AT_MOST: Final = 3
_HERE: Final = "this machine"
_PROCESSES: Final = "processes of the campaign"
_SHARDS_A_PROCESS: Final = 500
"""Hypothesis keeps what it learnt of each state machine in caches: a new process has none of it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A shard that came to nothing. ``text``: a traceback of the harness, or how its process ended; ``is_of_harness``: an error
    in poolproof itself, which another attempt would meet again; ``is_of_machine``: its machine lacked something, which it may
    have again in a while."""

    shard: Shard
    text: str
    is_of_harness: bool
    is_of_machine: bool = False


@dataclass(frozen=True, slots=True)
class Beat:
    """Says that a process lives, and works."""


News: TypeAlias = ShardResult | Failure | Discovery
"""The end of a shard; or what was found in one that goes on."""


class Engine(Protocol):
    @property
    def room(self) -> int:
        """How many shards it takes now: no more than a few seconds of work ever wait."""
        ...

    def submit(self, shard: Shard, seconds_left: float) -> None: ...

    def wait(self, seconds: float) -> list[News]:
        """What came of the shards under way, waiting at most so long for the first."""
        ...

    @property
    def busy(self) -> int:
        """How many shards are under way."""
        ...

    @property
    def is_away(self) -> bool:
        """Whether nobody can do anything just now: what does the work can't be reached, or lacks something."""
        ...

    def describe(self) -> str:
        """Who does the work, in a few words."""
        ...

    def close(self) -> None:
        """End everything at once. What is under way is lost, and done again by whoever resumes."""
        ...


class _SenselessError(Exception):
    """A process sent something that is no answer to what it was asked."""


class _Helper:
    """One process, and the shard that it has."""

    def __init__(self, order: Order, process: Process, clock: Clock) -> None:
        self.process = process
        self._clock = clock
        self.process.send(pickle.dumps(order))
        self.shard: Shard | None = None
        self.seconds_left = 0.0
        self.done = 0
        self._since = self._heard = 0.0

    def take(self, shard: Shard, seconds_left: float) -> None:
        self.shard, self.seconds_left = shard, seconds_left
        self._since = self._heard = self._clock.now()
        with contextlib.suppress(BrokenPipeError):  # it has died: who waits for its answer learns of it
            self.process.send(pickle.dumps((shard, seconds_left)))

    def answer(self) -> News | None:
        """None: it lives. Raises EOFError or OSError when the process has ended, _SenselessError for what is no answer."""
        message = self.process.receive()
        try:
            answer: object = pickle.loads(message)
        except Exception as error:  # what is no message of ours may raise anything
            raise _SenselessError from error
        self._heard = self._clock.now()
        if isinstance(answer, Beat):
            return None
        if isinstance(answer, Discovery):
            return answer
        if not isinstance(answer, ShardResult | Failure) or answer.shard != self.shard:
            raise _SenselessError
        self.shard = None
        self.done += 1
        return answer

    def overdue(self) -> str | None:
        """Why its shard is better done by another; None: it is not. What it has said is to be heard before."""
        now = self._clock.now()
        if now - self._heard >= SILENT_S:
            return f"its process said nothing for {SILENT_S:.0f} s"
        return f"its process took longer than {LEASE_S / 60:.0f} min" if now - self._since >= LEASE_S else None


class LocalEngine:
    """``jobs`` processes. One that dies, or is stopped, is replaced, and its shard done by another. Where this machine lacks
    what they need, what they had waits until it has it again."""

    def __init__(
        self,
        order: Order,
        jobs: int,
        processes: Processes = PROCESSES,
        clock: Clock = CLOCK,
        outages: Outages | None = None,
    ) -> None:
        """Raises OSError where the processes can't be started."""
        self._order = order
        self._jobs = jobs
        self._processes = processes
        self._clock = clock
        self._outages = outages or Outages(lambda _note: None, clock)
        self._helpers: list[_Helper] = []
        self._waiting: list[tuple[Shard, float]] = []
        """Shards that nobody has."""
        self._attempts: dict[int, int] = {}
        try:
            for _ in range(jobs):
                self._helpers.append(_Helper(order, processes.start(), clock))
        except OSError:
            self.close()
            raise

    @property
    def room(self) -> int:
        return 0 if self.is_away else max(0, sum(each.shard is None for each in self._helpers) - len(self._waiting))

    @property
    def busy(self) -> int:
        return sum(each.shard is not None for each in self._helpers) + len(self._waiting)

    @property
    def is_away(self) -> bool:
        return self._outages.is_away(_HERE) or not self._helpers

    def submit(self, shard: Shard, seconds_left: float) -> None:
        self._waiting.append((shard, seconds_left))
        self._give_out()

    def wait(self, seconds: float) -> list[News]:
        self._fill_up()
        self._give_out()
        busy = {each.process: each for each in self._helpers if each.shard is not None}
        if not busy:
            self._clock.sleep(seconds)
            return []
        news = [end for process in self._processes.ready(list(busy), seconds) for end in self._hear(busy[process])]
        return [*news, *self._lose_overdue()]

    def describe(self) -> str:
        return f"{self._jobs} process{'es' if self._jobs > 1 else ''} here"

    def close(self) -> None:
        for each in self._helpers:
            each.process.close()

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _hear(self, helper: _Helper) -> Iterator[News]:
        shard, seconds_left = helper.shard, helper.seconds_left
        assert shard is not None
        try:
            answer = helper.answer()
        except (EOFError, OSError):
            yield from self._lose(helper, helper.process.ending())
            return
        except _SenselessError:
            yield from self._lose(helper, "its process answered something else")
            return
        if isinstance(answer, Failure) and answer.is_of_machine:
            self._waiting.insert(0, (shard, seconds_left))
            self._outages.failed(_HERE, answer.text)
        elif answer is not None:
            yield from self._take(helper, shard, answer)

    def _take(self, helper: _Helper, shard: Shard, answer: News) -> Iterator[News]:
        if not isinstance(answer, Discovery):
            self._attempts.pop(shard.number, None)
            self._outages.worked(_HERE)
            if helper.done >= _SHARDS_A_PROCESS:
                self._remove(helper)
        yield answer

    def _lose_overdue(self) -> Iterator[News]:
        silent = {each.process: each for each in self._helpers if each.shard is not None and each.overdue() is not None}
        for process in self._processes.ready(list(silent), 0) if silent else ():
            del silent[process]  # it has said something that was not heard yet
        for helper in silent.values():
            why = str(helper.overdue())
            if helper.shard is not None:
                self._outages.note(f"shard {helper.shard.number} ({helper.shard.driver}): {why}; another does it")
            yield from self._lose(helper, why)

    def _lose(self, helper: _Helper, why: str) -> Iterator[News]:
        """Its shard is to be done by another, unless that was tried often enough."""
        shard, seconds_left = helper.shard, helper.seconds_left
        assert shard is not None
        self._remove(helper)
        self._attempts[shard.number] = self._attempts.get(shard.number, 0) + 1
        if self._attempts[shard.number] < _ATTEMPTS_AT_MOST:
            self._waiting.insert(0, (shard, seconds_left))
        else:
            yield Failure(shard, why, is_of_harness=False)

    def _remove(self, helper: _Helper) -> None:
        self._helpers.remove(helper)
        helper.process.close()
        self._fill_up()

    def _fill_up(self) -> None:
        """See that there are as many processes as there should be."""
        while len(self._helpers) < self._jobs and self._outages.is_due(_PROCESSES):
            try:
                self._helpers.append(_Helper(self._order, self._processes.start(), self._clock))
            except OSError as error:
                self._outages.failed(_PROCESSES, f"can't be started: {error.strerror}")
            else:
                self._outages.worked(_PROCESSES)

    def _give_out(self) -> None:
        if not self._outages.is_due(_HERE):
            return
        for helper in [each for each in self._helpers if each.shard is None]:
            if self._waiting:
                helper.take(*self._waiting.pop(0))
