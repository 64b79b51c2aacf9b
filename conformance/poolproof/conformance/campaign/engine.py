"""What carries out the shards of a campaign, and the engine of one machine: a process for each core."""

from __future__ import annotations

import contextlib
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Final, Protocol, TypeAlias

from .shards import Discovery, Order, Shard, ShardResult

_PATIENCE_S: Final = 5.0
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

    def __init__(self, order: Order) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "poolproof.conformance.campaign.process", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the terminal is for the campaign to pass on
            )
        self.channel = Connection(ours.detach())
        self.channel.send_bytes(pickle.dumps(order))
        self.shard: Shard | None = None
        self.seconds_left = 0.0
        self.done = 0

    def take(self, shard: Shard, seconds_left: float) -> None:
        self.shard, self.seconds_left = shard, seconds_left
        with contextlib.suppress(BrokenPipeError):  # it has died: who waits for its answer learns of it
            self.channel.send_bytes(pickle.dumps((shard, seconds_left)))

    def answer(self) -> News:
        """Raises EOFError or OSError when the process has ended."""
        answer: News = pickle.loads(self.channel.recv_bytes())
        if not isinstance(answer, Discovery):
            self.shard = None
            self.done += 1
        return answer

    def ending(self) -> str:
        """How the process ended, in words."""
        status = self._process.wait(_PATIENCE_S)
        return f"its process was killed by signal {-status}" if status < 0 else f"its process ended with status {status}"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self.channel.close()


class LocalEngine:
    """``jobs`` processes. One that dies is replaced, and its shard done by another."""

    def __init__(self, order: Order, jobs: int) -> None:
        self._order = order
        self._helpers = [_Helper(order) for _ in range(jobs)]
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
        busy = {each.channel: each for each in self._helpers if each.shard is not None}
        if not busy:
            time.sleep(seconds)
            return []
        return [end for channel in wait(list(busy), seconds) for end in self._hear(busy[channel])]  # type: ignore[index]

    def describe(self) -> str:
        count = len(self._helpers)
        return f"{count} process{'es' if count > 1 else ''} here"

    def close(self) -> None:
        for each in self._helpers:
            each.close()

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
            why = helper.ending()
            replacement = self._replace(helper)
            self._attempts[shard.number] = self._attempts.get(shard.number, 0) + 1
            if self._attempts[shard.number] < _ATTEMPTS_AT_MOST:
                replacement.take(shard, seconds_left)
            else:
                yield Failure(shard, why, is_of_harness=False)

    def _replace(self, helper: _Helper) -> _Helper:
        helper.close()
        replacement = _Helper(self._order)
        self._helpers[self._helpers.index(helper)] = replacement
        return replacement
