"""One run of a campaign after the other, over the same disk; each in a thread that stops where it waits for its processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final
from unittest.mock import patch

from poolproof.spec import Level

from ..campaign import campaign as campaigns
from ..campaign import corpus as corpora
from ..campaign import engine as engines
from ..campaign import ledger as ledgers
from ..campaign.campaign import Campaign, Found, Limits, RunOfCampaign
from ..campaign.corpus import Folder
from ..campaign.engine import LocalEngine
from ..campaign.ledger import Ledger
from ..campaign.outages import Outages
from ..campaign.pace import Pace
from ..campaign.shards import Order
from ..cases.reading import read_case
from ..subjects import resolve
from ..verification.promised import Promised
from .disk import Call, Killed, Platter, SimulatedDisk
from .processes import SimulatedClock, SimulatedProcesses

CORPUS: Final = Path("/corpus")
LEDGER: Final = Path("/corpus/.campaign/me")
_SEED: Final = 5
_TURN_S: Final = 60.0


_read_case = lru_cache(read_case)
_promised = lru_cache(Promised)
_subject = lru_cache(resolve)


@contextmanager
def everything_small() -> Iterator[None]:
    """The journal is folded into the state after a few records, and a process replaced after a few shards. What takes long, and
    always comes to the same, is done once."""
    with (
        patch.object(ledgers, "_RECORDS_AT_MOST", 7),
        patch.object(engines, "_SHARDS_A_PROCESS", 4),
        patch.object(corpora, "read_case", _read_case),
        patch.object(campaigns, "Promised", _promised),
    ):
        yield


class CampaignRun:
    """A campaign that runs until it is left alone by ``go_on``, which gives it a turn."""

    def __init__(self, platter: Platter, jobs: int, limits: Limits, *, lacks_processes: bool = False) -> None:
        self._platter = platter
        self._disk = SimulatedDisk(platter, self._point)
        self._jobs = jobs
        self._limits = limits
        self.clock = SimulatedClock(self._pause)
        self.processes = SimulatedProcesses(self.clock, self._point)
        self.processes.are_lacking = lacks_processes
        self.ledger: Ledger | None = None
        self.engine: LocalEngine | None = None
        self.told: list[str] = []
        """Groups that the user was told of, new ones."""
        self.points_left: int | None = None
        """Calls of ``kill_at`` until it is killed."""
        self.kill_at = Call.ANY
        self.is_killed = False
        self.interrupts = 0
        self._is_interrupted = False
        self.outcome: RunOfCampaign | BaseException | None = None
        """How it ended; None: it goes on."""
        self._turn, self._rest = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self.go_on()

    def go_on(self) -> None:
        """Let it run, until it waits or ends."""
        if self.outcome is None:
            self._turn.release()
            assert self._rest.acquire(timeout=_TURN_S), "the campaign goes round and round"

    def interrupt(self) -> None:
        """Ctrl-C, while it waits."""
        self.interrupts += 1
        self._is_interrupted = True
        self.go_on()

    def kill(self) -> None:
        """Where it waits. Its processes go with it."""
        self.is_killed = True
        self.go_on()

    @property
    def waiting(self) -> set[int]:
        """Shards that were given out, and that no process has."""
        return set() if self.engine is None else {shard.number for shard, _ in self.engine._waiting}

    # ---- in the thread ----

    def _run(self) -> None:
        self._turn.acquire()
        try:
            self.outcome = self._campaign()
        except BaseException as error:  # how it ended is looked at by who drives it
            self.outcome = error
        self._platter.unlock(self._disk)
        self._rest.release()

    def _campaign(self) -> RunOfCampaign:
        """What the command does."""
        corpus = Folder(CORPUS, self._disk)
        kept = corpora.load(corpus)
        with Ledger(LEDGER, "me", _SEED, self._disk) as ledger:
            self.ledger = ledger
            order = Order(_subject("native"), Level.HARDENED, ledger.tally.seed)
            outages = Outages(lambda _note: None, self.clock)
            with LocalEngine(order, self._jobs, self.processes, self.clock, outages) as engine:
                self.engine = engine
                pace = Pace(has_lane=True)
                campaign = Campaign(order, ledger, corpus, kept, engine, self._limits, pace, None, self.clock, outages)
                return campaign.run(lambda _progress: None, self._on_found)

    def _on_found(self, found: Found) -> None:
        self.told.append(found.name)

    def _pause(self) -> None:
        self._point(Call.TALK)
        self._rest.release()
        self._turn.acquire()
        self._point(Call.TALK)
        if self._is_interrupted:
            self._is_interrupted = False
            raise KeyboardInterrupt

    def _point(self, call: Call) -> None:
        """Something that the system is asked for: the process may be killed here."""
        if self.points_left is not None and self.kill_at in (Call.ANY, call):
            self.points_left -= 1
            self.is_killed = self.is_killed or self.points_left < 0
        if self.is_killed:
            raise Killed
