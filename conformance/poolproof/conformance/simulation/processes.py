"""Processes that do what they are told by a state machine, when they are told, and the clock that goes on meanwhile."""

from __future__ import annotations

import enum
import errno
import pickle
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ..campaign.engine import Beat
from ..campaign.ports import Process
from ..campaign.process import attempt
from ..campaign.shards import Discovery, Order, Shard
from .disk import Call
from .shards import Lack, SimulatedWorkplace, discovery, seen_in

_ELSEWHERE: Final = 1000
"""From a shard to one that nobody gave out."""


class Lie(enum.Enum):
    """What a process sends in place of its shard's result."""

    GARBAGE = "bytes that are no message"
    NOTHING = "a message that is no result"
    ANOTHER = "the result of another shard"
    TWICE = "its result, twice"
    AGAIN = "the result of the shard before"


class SimulatedClock:
    """``pause``: gives the state machine its turn."""

    def __init__(self, pause: Callable[[], None]) -> None:
        self.seconds = 0.0
        self._pause = pause

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self._pause()


class SimulatedProcess:
    """``shard``: what it was given, until its end was heard."""

    def __init__(self, point: Callable[[Call], None]) -> None:
        self._point = point
        self._order: Order | None = None
        self._sent: deque[bytes] = deque()
        self._last: bytes | None = None
        self.shard: Shard | None = None
        self._seconds_left = 0.0
        self.is_working = False
        self.is_dead = False
        self.is_stopped = False
        self.is_closed = False
        self.is_lying = False
        self.unfinished: set[int] = set()
        """Shards that it ran out of time in."""

    # ---- as the engine sees it ----

    def send(self, message: bytes) -> None:
        self._point(Call.TALK)
        read = pickle.loads(message)
        if isinstance(read, Order):
            self._order = read
            return
        self.shard, self._seconds_left = read
        if self.is_dead:
            raise BrokenPipeError
        self.is_working = True

    def receive(self) -> bytes:
        self._point(Call.TALK)
        if not self._sent:
            raise EOFError
        return self._sent.popleft()

    def ending(self) -> str:
        assert self.is_dead, "it is asked how it ended, and lives"
        return "its process was killed by signal 9"

    def close(self) -> None:
        self._point(Call.TALK)
        self.is_closed = self.is_dead = True

    @property
    def is_heard(self) -> bool:
        """Whether there is something to hear of it."""
        return bool(self._sent) or self.is_dead

    @property
    def unheard(self) -> int:
        """How many messages of it nobody has taken."""
        return len(self._sent)

    # ---- as the state machine drives it ----

    def can_work(self) -> bool:
        return self.is_working and not (self.is_dead or self.is_stopped)

    def finish(self, lacks: Lack | None = None) -> None:
        """Do the shard, by the code of a real process."""
        assert self.shard is not None
        if self._seconds_left <= 0:
            self.unfinished.add(self.shard.number)
        self._last = self._result(lacks=lacks, tell=True)
        self._sent.append(self._last)
        self.is_working = False

    def tell(self) -> None:
        """Say what was found, and go on with the shard."""
        assert self.shard is not None
        self._sent.extend(pickle.dumps(discovery(each, self.shard.driver)) for each in seen_in(self.shard.number))

    def beat(self) -> None:
        self._sent.append(pickle.dumps(Beat()))

    def lie(self, lie: Lie) -> None:
        self.is_lying = True
        result = self._result()
        other = replace(self.shard, number=self.shard.number + _ELSEWHERE) if self.shard is not None else None
        said = {
            Lie.GARBAGE: (b"\x80garbage",),
            Lie.NOTHING: (pickle.dumps(None),),
            Lie.ANOTHER: (self._result(other),),
            Lie.TWICE: (result, result),
            Lie.AGAIN: (self._last or b"",),
        }
        self._sent.extend(said[lie])
        self.is_working = False

    def die(self) -> None:
        self.is_dead = True
        self.is_working = False

    def _result(self, shard: Shard | None = None, *, lacks: Lack | None = None, tell: bool = False) -> bytes:
        order, shard = self._order, shard or self.shard
        assert order is not None
        assert shard is not None
        workplace = SimulatedWorkplace(order, lacks=lacks)

        def hear(found: Discovery) -> None:
            if tell:
                self._sent.append(pickle.dumps(found))

        return pickle.dumps(attempt(workplace, shard, self._seconds_left, hear))


class SimulatedProcesses:
    def __init__(self, clock: SimulatedClock, point: Callable[[Call], None]) -> None:
        self._clock = clock
        self._point = point
        self.all: list[SimulatedProcess] = []
        self.are_lacking = False
        """The machine lets no other begin."""

    def start(self) -> Process:
        self._point(Call.TALK)
        if self.are_lacking:
            raise BlockingIOError(errno.EAGAIN, "no more processes")
        process = SimulatedProcess(self._point)
        self.all.append(process)
        return process

    def ready(self, processes: Sequence[Process], seconds: float) -> list[Process]:
        heard = [each for each in self.living if each in processes and each.is_heard]
        if not heard and seconds > 0:
            self._clock.sleep(seconds)
        return list(heard)

    @property
    def unfinished(self) -> set[int]:
        """Shards that ran out of time, and are done in another run."""
        return {number for each in self.all for number in each.unfinished}

    @property
    def living(self) -> list[SimulatedProcess]:
        """Those that the engine has not ended."""
        return [each for each in self.all if not each.is_closed]
