"""The engine of many machines: a Dask scheduler and its workers.

Each shard is given to one worker, never more than two a thread, so that nothing piles up. What a worker had that is gone is
given to another, and so is what one had that is stopped, or takes too long. Whichever answer comes first is taken: who does a
shard twice does the same twice, and it counts once. Where the scheduler itself is away, all that was under way waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Final

from ..subjects import SubjectError
from . import parcel as parcels
from . import tls
from .cluster_errors import ClusterError, import_distributed
from .cluster_link import Link, LinkError
from .cluster_workers import Roster, name_of
from .engine import LEASE_S, Failure, News
from .outages import Outages
from .shards import Order, Shard

if TYPE_CHECKING:
    from distributed import Client, Future

_IN_FLIGHT_A_THREAD: Final = 2
"""One that is done, and one that waits: no worker is ever idle, and none has more than a second or two of work."""
_SOON_S: Final = 0.1
_CONNECT_S: Final = 10.0
_ATTEMPTS_AT_MOST: Final = 5
_NO_CREDENTIALS: Final = tls.Tls()


@dataclass(slots=True)
class _Given:
    """A shard, and who has it since when."""

    shard: Shard
    seconds_left: float
    worker: str
    future: Future
    attempts: int
    since: float


class ClusterEngine:
    """``on_note`` is told who can't take the work, who is gone, and who came later. Raises ClusterError, and SubjectError where
    no worker can load the subject."""

    def __init__(
        self,
        order: Order,
        address: str,
        on_note: Callable[[str], None],
        credentials: tls.Tls = _NO_CREDENTIALS,
        outages: Outages | None = None,
    ) -> None:
        self._link = Link(lambda: _connected(address, credentials))
        self._address = address
        self._on_note = on_note
        self._outages = outages or Outages(on_note)
        self._given_name = order.subject.given
        self._parcel = parcels.pack(order, uuid.uuid4().hex)
        self._roster = Roster(self._link, self._parcel, on_note, self._outages)
        self._given: dict[int, _Given] = {}
        self._waiting: list[tuple[Shard, float, int]] = []
        """Shards that nobody has: with how much time, and how often they were given out."""
        self._given_up: list[Failure] = []
        self._keys = 0
        self._done: queue.SimpleQueue[tuple[_Given, News | BaseException]] = queue.SimpleQueue()
        try:
            self._wait_for_workers()
            self._roster.greets_newcomers_silently = False
        except BaseException:
            self._link.close()
            raise

    @property
    def room(self) -> int:
        return max(0, _IN_FLIGHT_A_THREAD * sum(self._threads.values()) - self.busy)

    @property
    def busy(self) -> int:
        return len(self._given) + len(self._waiting)

    @property
    def is_away(self) -> bool:
        return self._outages.is_away(self._address)

    def submit(self, shard: Shard, seconds_left: float) -> None:
        self._waiting.append((shard, seconds_left, 0))
        self._give_out()

    def wait(self, seconds: float) -> list[News]:
        self._look()
        self._give_out()
        news: list[News] = [*self._given_up]
        self._given_up.clear()
        timeout: float | None = None if news else seconds
        with contextlib.suppress(queue.Empty):
            while True:
                news += self._heard(*(self._done.get(timeout=timeout) if timeout else self._done.get_nowait()))
                timeout = None
        return news

    def describe(self) -> str:
        count = len(self._threads)
        return f"{count} worker{'s' if count != 1 else ''} of {self._address}"

    def close(self) -> None:
        self._link.close(everywhere=parcels.forget, argument=self._parcel.key)

    def __enter__(self) -> ClusterEngine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- the workers ----

    @property
    def _threads(self) -> dict[str, int]:
        return self._roster.threads

    def _wait_for_workers(self) -> None:
        deadline, roster = time.monotonic() + _CONNECT_S, self._roster
        while not self._threads and (time.monotonic() < deadline or roster.unfit or roster.is_greeting):
            self._look()
            if roster.unfit and not self._threads and not roster.is_greeting:
                who, why = next(iter(roster.unfit.items()))
                raise SubjectError(self._given_name, f"can't be loaded by any worker ({who}: {why})", "see to one of them")
            time.sleep(_SOON_S if not self._threads else 0)
        if not self._threads:
            files = " --tls-ca-file FILE --tls-cert FILE --tls-key FILE" if self._address.startswith("tls:") else ""
            raise ClusterError(f"{self._address}: has no workers; start one with: dask worker {self._address}{files}")

    def _look(self) -> None:
        """See who is there; of the scheduler, too, when that was away, and is due to be tried."""
        if not self._outages.is_due(self._address):
            return
        try:
            if self.is_away:
                self._link.renew()
            lost = self._roster.look()
        except LinkError as error:
            self._lose_all(str(error))
            return
        self._outages.worked(self._address)
        self._take_back([each for each in self._given.values() if each.worker in lost])
        self._take_back_overdue()

    def _lose_all(self, why: str) -> None:
        """The scheduler is away: so is every worker, as far as can be told, and all that they had."""
        self._roster.clear()
        self._take_back(list(self._given.values()), counts=False)
        self._outages.failed(self._address, why)

    # ---- the shards ----

    def _give_out(self) -> None:
        while self._waiting:
            load = dict.fromkeys(self._threads, 0)
            for given in self._given.values():
                load[given.worker] = load.get(given.worker, 0) + 1
            free = [each for each, threads in self._threads.items() if load[each] < _IN_FLIGHT_A_THREAD * threads]
            if not free:
                return
            worker = min(free, key=lambda each: load[each] / self._threads[each])
            shard, seconds_left, attempts = self._waiting.pop(0)
            self._keys += 1
            key = f"poolproof-{self._parcel.key}-{shard.number}-{self._keys}"
            try:
                future = self._link.submit(worker, key, parcels.do_shard, self._parcel.key, shard, seconds_left)
                given = _Given(shard, seconds_left, worker, future, attempts, time.monotonic())
                self._link.begin(self._fetch, given)
            except LinkError as error:
                self._waiting.insert(0, (shard, seconds_left, attempts))
                self._lose_all(str(error))
                return
            self._given[shard.number] = given

    async def _fetch(self, given: _Given) -> None:
        """In the client's thread: to wait for one result after the other here would take longer than to do the shards."""
        try:
            answer: News | BaseException = await given.future
        except (Exception, asyncio.CancelledError) as error:
            answer = error
        self._done.put((given, answer))

    def _take_back(self, lost: Iterable[_Given], *, counts: bool = True) -> None:
        """``counts``: as an attempt. Their answers are taken all the same, should they come first."""
        for given in sorted(lost, key=lambda each: -each.shard.number):
            del self._given[given.shard.number]
            if counts and given.attempts + 1 >= _ATTEMPTS_AT_MOST:
                why = f"none of {_ATTEMPTS_AT_MOST} workers came to the end of it"
                self._given_up.append(Failure(given.shard, why, is_of_harness=False))
            else:
                self._waiting.insert(0, (given.shard, given.seconds_left, given.attempts + counts))

    def _take_back_overdue(self) -> None:
        now = time.monotonic()
        overdue = [each for each in self._given.values() if now - each.since >= LEASE_S]
        for each in overdue:
            self._on_note(
                f"shard {each.shard.number} ({each.shard.driver}) takes worker {each.worker} too long: goes to another"
            )
        self._take_back(overdue)

    def _heard(self, given: _Given, answer: News | BaseException) -> list[News]:
        """The news that an answer is: none where its shard is done, or where another has it and this one came to nothing."""
        number = given.shard.number
        is_latest = self._given.get(number) is given
        if isinstance(answer, Failure) and answer.is_of_machine and is_latest:
            self._rest(given, answer.text)
            return []
        if isinstance(answer, (BaseException, Failure)) and not is_latest:
            return []
        if isinstance(answer, BaseException):  # the worker died with it, or its answer was lost on the way: another does it
            is_new_there = isinstance(answer, KeyError)  # it was started anew at once, and has nothing of what it was sent
            self._take_back([given], counts=not is_new_there)
            if is_new_there:
                self._roster.forget(given.worker)
            return []
        if given.worker in self._threads:
            self._outages.worked(name_of(given.worker))
        return [answer] if self._settle(number) else []

    def _settle(self, number: int) -> bool:
        """Whether anybody still waited for an answer to this shard. Nobody does after that."""
        has_waited = number in self._given or any(each[0].number == number for each in self._waiting)
        self._given.pop(number, None)
        self._waiting = [each for each in self._waiting if each[0].number != number]
        return has_waited

    def _rest(self, given: _Given, why: str) -> None:
        """A machine that lacks something now is left alone for a while; the others do what it had."""
        worker = given.worker
        self._take_back([each for each in self._given.values() if each.worker == worker], counts=False)
        self._roster.rest(worker, why)


def _connected(address: str, credentials: tls.Tls) -> Client:
    distributed = import_distributed(address)
    scheme = tls.read_address(address)[0]
    security = tls.security(credentials, serves=False) if scheme == "tls" or credentials.is_given else None
    if scheme == "tls" and security is None:
        raise ClusterError(f"{address}: needs certificates; give --tls-ca, --tls-cert and --tls-key")
    if scheme == "tcp" and security is not None:
        raise ClusterError(f"{address}: takes no certificates; write tls:// in its place, or leave out --tls-ca and the like")
    if security is not None:
        tls.greet(address, security)
    for name in ("distributed", "tornado"):  # that a worker is gone is told by us
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client: Client = distributed.Client(address, timeout=_CONNECT_S, security=security, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        if scheme == "tcp" and tls.speaks_tls(address):
            raise ClusterError(f"{address}: speaks TLS; give tls://…, with --tls-ca, --tls-cert and --tls-key") from error
        raise ClusterError(f"{address}: no Dask scheduler answers there; start one with: poolproof cluster local") from error
    return client
