"""The workers of a cluster: who has the subject, who can't take part, who is stopped.

A worker tells the scheduler every second or so that it lives. One that is stopped (its machine sleeps, its network is gone)
says nothing, long before the scheduler gives it up.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from . import parcel as parcels
from .cluster_link import Link, Seen
from .engine import SILENT_S
from .outages import Outages
from .parcel import Parcel, Refusal

_LOOK_EVERY_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Greeted:
    """What became of a greeting: why it can't take part, if it can't; ``is_gone``: there was no answer."""

    worker: str
    seen: Seen
    refusal: Refusal | None = None
    is_gone: bool = False


class Roster:
    def __init__(self, link: Link, parcel: Parcel, on_note: Callable[[str], None], outages: Outages) -> None:
        """``parcel``: what each worker gets before it takes part."""
        self._link = link
        self._parcel = parcel
        self._on_note = on_note
        self._outages = outages
        self.threads: dict[str, int] = {}
        """Of the workers that take part."""
        self.unfit: dict[str, str] = {}
        self.greets_newcomers_silently = True
        self._heard: dict[str, tuple[float, float]] = {}
        """When the scheduler had last heard them, by its clock; and when that changed, by ours."""
        self._stopped: dict[str, float] = {}
        """Workers that were not heard for too long, and when the scheduler had last heard them."""
        self._greeting: set[str] = set()
        self._greeted: queue.SimpleQueue[_Greeted] = queue.SimpleQueue()
        self._looked = 0.0

    @property
    def is_greeting(self) -> bool:
        """Whether there are some of whom nobody knows yet whether they can take part."""
        return bool(self._greeting)

    def look(self) -> list[str]:
        """See who came, who is gone and who is stopped, and say so. Whoever takes no part from now on. Raises LinkError."""
        self._welcome()
        if time.monotonic() - self._looked < _LOOK_EVERY_S:
            return []
        self._looked = time.monotonic()
        present = self._link.workers()
        lost = [self._dismissed(each, "is gone") for each in list(self.threads) if each not in present]
        lost += [self._stop(each, present[each]) for each in list(self.threads) if self._is_silent(each, present[each])]
        for worker, seen in present.items():
            if self._may_come(worker, seen):
                self._greeting.add(worker)
                self._link.begin(self._greet, worker, seen)
        return lost

    def rest(self, worker: str, why: str) -> None:
        """Leave a worker alone for a while, whose machine lacks something."""
        if self.threads.pop(worker, None) is not None:
            self._outages.failed(name_of(worker), why)

    def forget(self, worker: str) -> None:
        """Greet it again."""
        self.threads.pop(worker, None)

    def clear(self) -> None:
        """Nobody can be reached."""
        self.threads.clear()
        self._greeting.clear()

    def _may_come(self, worker: str, seen: Seen) -> bool:
        if worker in self.threads or worker in self.unfit or worker in self._greeting:
            return False
        if self._stopped.get(worker) == seen.last_seen or not self._outages.is_due(name_of(worker)):
            return False
        self._stopped.pop(worker, None)
        return True

    def _is_silent(self, worker: str, seen: Seen) -> bool:
        now = time.monotonic()
        last_seen, since = self._heard.get(worker, (seen.last_seen, now))
        self._heard[worker] = last_seen, since
        if seen.last_seen == last_seen:
            return now - since >= SILENT_S
        self._heard[worker] = seen.last_seen, now
        return False

    def _stop(self, worker: str, seen: Seen) -> str:
        self._stopped[worker] = seen.last_seen
        return self._dismissed(worker, f"has not been heard for {SILENT_S:.0f} s")

    def _dismissed(self, worker: str, why: str) -> str:
        del self.threads[worker]
        self._heard.pop(worker, None)
        whose = "go to others" if self.threads else "wait for another: none is left"
        self._on_note(f"worker {worker} {why}: its shards {whose}")
        return worker

    async def _greet(self, worker: str, seen: Seen) -> None:
        """In the client's thread: send the subject, unless it is there, and have it tried."""
        parcel = self._parcel
        try:
            if parcel.file is not None and await self._link.ask(worker, parcels.has_file, parcel.file):
                parcel = replace(parcel, content=None)
            told = await self._link.ask(worker, parcels.receive, parcel)
            refusal = told if told is None or isinstance(told, Refusal) else Refusal(str(told))
        except (OSError, TimeoutError, KeyError):
            self._greeted.put(_Greeted(worker, seen, is_gone=True))
            return
        except Exception as error:  # whatever it raised over there: it can't take part, and the others can
            refusal = Refusal(f"answers with an error: {error}")
        self._greeted.put(_Greeted(worker, seen, refusal))

    def _welcome(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                greeted = self._greeted.get_nowait()
                if greeted.worker in self._greeting:  # else the scheduler was away meanwhile
                    self._greeting.remove(greeted.worker)
                    self._take_in(greeted)

    def _take_in(self, greeted: _Greeted) -> None:
        worker, refusal = greeted.worker, greeted.refusal
        if refusal is not None and refusal.is_of_machine:
            self._outages.failed(name_of(worker), refusal.why)
        elif refusal is not None:
            self.unfit[worker] = refusal.why
            self._on_note(f"worker {worker} takes no part: {refusal.why}")
        elif not greeted.is_gone:
            self.threads[worker] = greeted.seen.threads
            if not self.greets_newcomers_silently:
                self._on_note(f"worker {worker} takes part from now on")


def name_of(worker: str) -> str:
    """What it is called where it is told of."""
    return f"worker {worker}"
