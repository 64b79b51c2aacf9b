"""The engine of many machines: a Dask scheduler and its workers.

Each shard is given to one worker, never more than two a thread, so that nothing piles up; what a worker had that is gone is
given to another. Who does a shard twice does the same twice, and the ledger counts it once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Final

from ..subjects import SubjectError
from . import parcel as parcels
from . import tls
from .cluster_errors import ClusterError, import_distributed
from .engine import EngineLostError, Failure, News
from .shards import Order, Shard

if TYPE_CHECKING:
    from distributed import Client, Future

_IN_FLIGHT_A_THREAD: Final = 2
"""One that is done, and one that waits: no worker is ever idle, and none has more than a second or two of work."""
_LOOK_EVERY_S: Final = 1.0
_CONNECT_S: Final = 10.0
_ATTEMPTS_AT_MOST: Final = 3
_NO_CREDENTIALS: Final = tls.Tls()


@dataclass(slots=True)
class _Given:
    """A shard, and who has it."""

    shard: Shard
    seconds_left: float
    worker: str
    future: Future
    attempts: int


class ClusterEngine:
    """``on_note`` is told who can't take the work, who is gone, and who came later. Raises ClusterError, and SubjectError where
    no worker can load the subject."""

    def __init__(
        self, order: Order, address: str, on_note: Callable[[str], None], credentials: tls.Tls = _NO_CREDENTIALS
    ) -> None:
        self._client = _connected(address, credentials)
        self._address = address
        self._on_note = on_note
        self._given_name = order.subject.given
        self._parcel = parcels.pack(order, uuid.uuid4().hex)
        self._threads: dict[str, int] = {}
        """Of the workers that have the subject."""
        self._unfit: dict[str, str] = {}
        self._given: dict[int, _Given] = {}
        self._waiting: list[tuple[Shard, float, int]] = []
        """Shards that nobody has: with how much time, and how often they were given out."""
        self._done: queue.SimpleQueue[tuple[_Given, News | BaseException]] = queue.SimpleQueue()
        self._looked = 0.0
        self._has_begun = False
        try:
            self._wait_for_workers()
            self._has_begun = True
        except BaseException:
            self._client.close()
            raise

    @property
    def room(self) -> int:
        return max(0, _IN_FLIGHT_A_THREAD * sum(self._threads.values()) - self.busy)

    @property
    def busy(self) -> int:
        return len(self._given) + len(self._waiting)

    def submit(self, shard: Shard, seconds_left: float) -> None:
        self._waiting.append((shard, seconds_left, 0))
        self._give_out()

    def wait(self, seconds: float) -> list[News]:
        self._look()
        self._give_out()
        news: list[News] = []
        timeout: float | None = seconds
        with contextlib.suppress(queue.Empty):
            while True:
                news += self._heard(*(self._done.get(timeout=timeout) if timeout else self._done.get_nowait()))
                timeout = None
        return news

    def describe(self) -> str:
        count = len(self._threads)
        return f"{count} worker{'s' if count != 1 else ''} of {self._address}"

    def close(self) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            self._client.cancel([each.future for each in self._given.values()], force=True)
            self._client.run(parcels.forget, self._parcel.key, on_error="ignore")
        self._client.close(timeout=_CONNECT_S)

    def __enter__(self) -> ClusterEngine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- the workers ----

    def _wait_for_workers(self) -> None:
        deadline = time.monotonic() + _CONNECT_S
        while not self._threads and (time.monotonic() < deadline or self._unfit):
            self._looked = 0.0
            self._look()
            if self._unfit and not self._threads:
                who, why = next(iter(self._unfit.items()))
                raise SubjectError(self._given_name, f"can't be loaded by any worker ({who}: {why})", "see to one of them")
            time.sleep(_LOOK_EVERY_S if not self._threads else 0)
        if not self._threads:
            files = " --tls-ca-file FILE --tls-cert FILE --tls-key FILE" if self._address.startswith("tls:") else ""
            raise ClusterError(f"{self._address}: has no workers; start one with: dask worker {self._address}{files}")

    def _look(self) -> None:
        """See who came and who is gone."""
        if time.monotonic() - self._looked < _LOOK_EVERY_S:
            return
        self._looked = time.monotonic()
        try:
            present: dict[str, int] = dict(self._client.nthreads())
        except (OSError, TimeoutError) as error:
            raise EngineLostError(str(error)) from error
        for worker in [each for each in self._threads if each not in present]:
            del self._threads[worker]
            whose = "go to others" if self._threads else "wait for another: none is left"
            self._on_note(f"worker {worker} is gone: its shards {whose}")
            for given in [each for each in self._given.values() if each.worker == worker]:
                self._take_back(given)
        for worker in [each for each in present if each not in self._threads and each not in self._unfit]:
            self._greet(worker, present[worker])

    def _greet(self, worker: str, threads: int) -> None:
        """Send the subject, unless it is there, and have it tried."""
        parcel = self._parcel
        try:
            if parcel.file is not None and self._ask(worker, parcels.has_file, parcel.file):
                parcel = replace(parcel, content=None)
            why = self._ask(worker, parcels.receive, parcel)
        except (OSError, TimeoutError, KeyError):
            return  # gone again
        except Exception as error:  # whatever it raised over there: it can't take part, and the others can
            why = f"answers with an error: {error}"
        if why is None:
            self._threads[worker] = threads
            if self._has_begun:
                self._on_note(f"worker {worker} takes part from now on")
        else:
            self._unfit[worker] = str(why)
            self._on_note(f"worker {worker} takes no part: {why}")

    def _ask(self, worker: str, function: Callable[..., object], *arguments: object) -> object:
        return self._client.run(function, *arguments, workers=[worker])[worker]

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
            future = self._client.submit(
                parcels.do_shard,
                self._parcel.key,
                shard,
                seconds_left,
                key=f"poolproof-{self._parcel.key}-{shard.number}-{attempts}",
                workers=[worker],
                pure=False,
            )
            given = self._given[shard.number] = _Given(shard, seconds_left, worker, future, attempts)
            self._client.loop.add_callback(self._fetch, given)

    async def _fetch(self, given: _Given) -> None:
        """In the client's thread: to wait for one result after the other here would take longer than to do the shards."""
        try:
            answer: News | BaseException = await given.future
        except (Exception, asyncio.CancelledError) as error:
            answer = error
        self._done.put((given, answer))

    def _take_back(self, given: _Given) -> None:
        del self._given[given.shard.number]
        given.future.cancel()
        self._waiting.insert(0, (given.shard, given.seconds_left, given.attempts + 1))

    def _heard(self, given: _Given, answer: News | BaseException) -> list[News]:
        """The news that an answer is, unless its shard was given to another since."""
        if self._given.get(given.shard.number) is not given:
            return []
        if isinstance(answer, BaseException):  # the worker died with it, or its answer was lost on the way: another does it
            if given.attempts + 1 < _ATTEMPTS_AT_MOST:
                self._take_back(given)
                return []
            answer = Failure(given.shard, f"{type(answer).__name__}: {answer}", is_of_harness=False)
        del self._given[given.shard.number]
        return [answer]


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
