"""What carries out the shards of a campaign, and the engine of one machine: a process for each core."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Protocol, TypeAlias

from .ports import CLOCK, PROCESSES, Clock, Process, Processes
from .shards import Discovery, Order, Shard, ShardResult

_ATTEMPTS_AT_MOST: Final = 3
_SHARDS_A_PROCESS: Final = 500
"""Hypothesis keeps what it learnt of each state machine in caches: a new process has none of it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A shard that came to nothing. ``text``: a traceback of the harness, or how its process ended; ``is_of_harness``: an error
    in poolproof itself, which another attempt would meet again."""

    shard: Shard
    text: str
    is_of_harness: bool


News: TypeAlias = ShardResult | Failure | Discovery
"""The end of a shard; or what was found in one that goes on."""


class EngineLostError(Exception):
    """Nobody is left to do the work, and nobody can come."""


class Engine(Protocol):
    @property
    def room(self) -> int:
        """How many shards it takes now: no more than a few seconds of work ever wait."""
        ...

    def submit(self, shard: Shard, seconds_left: float) -> None: ...

    def wait(self, seconds: float) -> list[News]:
        """What came of the shards under way, waiting at most so long for the first. Raises EngineLostError."""
        ...

    @property
    def busy(self) -> int:
        """How many shards are under way."""
        ...

    def describe(self) -> str:
        """Who does the work, in a few words."""
        ...

    def close(self) -> None:
        """End everything at once. What is under way is lost, and done again by whoever resumes."""
        ...


class _Helper:
    """One process, and the shard that it has."""

    def __init__(self, order: Order, process: Process) -> None:
        self.process = process
        self.process.send(pickle.dumps(order))
        self.shard: Shard | None = None
        self.seconds_left = 0.0
        self.done = 0

    def take(self, shard: Shard, seconds_left: float) -> None:
        self.shard, self.seconds_left = shard, seconds_left
        with contextlib.suppress(BrokenPipeError):  # it has died: who waits for its answer learns of it
            self.process.send(pickle.dumps((shard, seconds_left)))

    def answer(self) -> News:
        """Raises EOFError or OSError when the process has ended."""
        answer: News = pickle.loads(self.process.receive())
        if not isinstance(answer, Discovery):
            self.shard = None
            self.done += 1
        return answer


class LocalEngine:
    """``jobs`` processes. One that dies is replaced, and its shard done by another."""

    def __init__(self, order: Order, jobs: int, processes: Processes = PROCESSES, clock: Clock = CLOCK) -> None:
        self._order = order
        self._processes = processes
        self._clock = clock
        self._helpers = [_Helper(order, processes.start()) for _ in range(jobs)]
        self._attempts: dict[int, int] = {}

    @property
    def room(self) -> int:
        return sum(each.shard is None for each in self._helpers)

    @property
    def busy(self) -> int:
        return len(self._helpers) - self.room

    def submit(self, shard: Shard, seconds_left: float) -> None:
        next(each for each in self._helpers if each.shard is None).take(shard, seconds_left)

    def wait(self, seconds: float) -> list[News]:
        busy = {each.process: each for each in self._helpers if each.shard is not None}
        if not busy:
            self._clock.sleep(seconds)
            return []
        return [end for process in self._processes.ready(list(busy), seconds) for end in self._hear(busy[process])]

    def describe(self) -> str:
        count = len(self._helpers)
        return f"{count} process{'es' if count > 1 else ''} here"

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
            if not isinstance(answer, Discovery):
                self._attempts.pop(shard.number, None)
                if helper.done >= _SHARDS_A_PROCESS:
                    self._replace(helper)
            yield answer
        except (EOFError, OSError):
            why = helper.process.ending()
            replacement = self._replace(helper)
            self._attempts[shard.number] = self._attempts.get(shard.number, 0) + 1
            if self._attempts[shard.number] < _ATTEMPTS_AT_MOST:
                replacement.take(shard, seconds_left)
            else:
                yield Failure(shard, why, is_of_harness=False)

    def _replace(self, helper: _Helper) -> _Helper:
        helper.process.close()
        replacement = _Helper(self._order, self._processes.start())
        self._helpers[self._helpers.index(helper)] = replacement
        return replacement
