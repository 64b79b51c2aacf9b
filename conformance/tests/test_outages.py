"""What is away for a while costs a campaign a retry, and whatever ends one, there is a report."""

from __future__ import annotations

import errno
import itertools
import json
import os
import pickle
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis.database import ExampleDatabase
from jsonschema import Draft202012Validator

from poolproof.conformance import operations as op
from poolproof.conformance.campaign import engine as engines
from poolproof.conformance.campaign.campaign import Campaign, Ending, Limits, RunOfCampaign
from poolproof.conformance.campaign.corpus import CorpusError, Entry, Folder
from poolproof.conformance.campaign.engine import LEASE_S, SILENT_S, Beat, Failure, LocalEngine, News
from poolproof.conformance.campaign.examples import MayBeAway
from poolproof.conformance.campaign.json_campaign import document, schema
from poolproof.conformance.campaign.ledger import Ledger
from poolproof.conformance.campaign.outages import Outages
from poolproof.conformance.campaign.ports import DISK, Disk, GrowingFile, Process
from poolproof.conformance.campaign.shards import Discovery, Driver, Order, Shard, ShardResult
from poolproof.conformance.campaign.storage import Storage
from poolproof.conformance.campaign.tally import Group
from poolproof.conformance.campaign.terminal import Report
from poolproof.conformance.cases import Case
from poolproof.conformance.judge import Situation
from poolproof.conformance.subjects import resolve
from poolproof.spec import Level
from poolproof.spec.contracts import default_contract

CASE = Case(("GUARD-1",), "this", "that", default_contract(), "subject", (op.create(1, 1), op.get()))
GROUP = Group("a.json", ("GUARD-1",), 2, Driver.LANE, 5, 5)
ORDER = Order(resolve("native"), Level.HARDENED, 5)


class Clock:
    """By it, to sleep takes no time."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def result(number: int, **changes: object) -> ShardResult:
    each = ShardResult(Shard(number, Driver.LANE, 10), True, 1000, 0.5, Counter({Situation(0, 3, 0): 7}), frozenset({16}))
    return replace(each, **changes)  # type: ignore[arg-type]


# ---- the book ----


def test_what_is_away_is_tried_ever_more_seldom_and_at_least_every_half_minute() -> None:
    clock, notes = Clock(), list[str]()
    outages = Outages(notes.append, clock)
    tries = []
    while clock.seconds < 3600:
        if outages.is_due("redis"):
            tries.append(clock.seconds)
            outages.failed("redis", "nobody there")
        clock.sleep(1)
    waits = [later - earlier for earlier, later in itertools.pairwise(tries)]
    assert waits[:6] == [1, 2, 4, 8, 16, 30]
    assert set(waits[6:]) == {30}
    outages.worked("redis")
    assert notes[0] == "redis: nobody there; it is tried again until it works"
    assert notes[-1] == "redis: works again, after 1 h 00 min"
    assert len(notes) < 10
    (told,) = outages.told()
    assert (told.times, told.seconds, told.is_over) == (1, 3600, True)


def test_of_what_works_nothing_is_said() -> None:
    notes: list[str] = []
    outages = Outages(notes.append)
    outages.worked("redis")
    assert outages.is_due("redis")
    assert (notes, outages.told()) == ([], ())


# ---- the ledger ----


class FullDisk:
    """This machine's, on which files take no more than ``room`` bytes, while it is full."""

    def __init__(self) -> None:
        self.room: int | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(DISK, name)

    def grow(self, path: Path) -> GrowingFile:
        return FullFile(DISK.grow(path), self)  # type: ignore[return-value]

    def write_new(self, path: Path, content: bytes) -> None:
        if self.room is not None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        DISK.write_new(path, content)


class FullFile:
    def __init__(self, inner: GrowingFile, disk: FullDisk) -> None:
        self._inner, self._disk = inner, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def write(self, content: bytes) -> None:
        self._inner.write(content[: self._disk.room])
        if self._disk.room is not None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def disk_of(full: FullDisk) -> Disk:
    return full  # type: ignore[return-value]


def test_a_full_disk_costs_the_ledger_nothing_once_it_has_room(tmp_path: Path) -> None:
    disk = FullDisk()
    with Ledger(tmp_path, "me", 1, disk_of(disk)) as ledger:
        ledger.finish(result(0), [])
        disk.room = 20
        ledger.finish(result(1), [("a", GROUP)])
        ledger.finish(result(2), [])
        assert ledger.behind == os.strerror(errno.ENOSPC)
        with pytest.raises(OSError, match="No space"):
            ledger.catch_up()
        assert not (tmp_path / "journal.jsonl").read_bytes().count(b"\n", 1) > 1  # the torn line is gone
        disk.room = None
        ledger.catch_up()
        ledger.finish(result(3), [])
        before = ledger.tally
    assert before.operations[Driver.LANE] == 4000
    with Ledger(tmp_path, "me", 1) as ledger:
        assert ledger.tally == before


def test_what_a_full_disk_never_took_is_done_again(tmp_path: Path) -> None:
    disk = FullDisk()
    with Ledger(tmp_path, "me", 1, disk_of(disk)) as ledger:
        ledger.finish(result(0), [])
        disk.room = 20
        ledger.finish(result(1), [])
    with Ledger(tmp_path, "me", 1) as ledger:
        assert (ledger.is_finished(0), ledger.is_finished(1)) == (True, False)


# ---- the corpus ----


class Server:
    """A corpus that is away now and then, and may know a case by another name."""

    place = "redis://there"

    def __init__(self) -> None:
        self.cases: dict[str, str] = {}
        self.is_away = False
        self.prefix = ""

    def texts(self) -> list[Entry]:
        return []

    def save(self, name: str, text: str) -> str:
        if self.is_away:
            raise CorpusError(f"{self.place}: nobody answers; is a server running there?")
        self.cases[self.prefix + name] = text
        return self.prefix + name


def test_a_case_that_the_corpus_does_not_take_is_held_until_it_does_be_it_in_a_later_run(tmp_path: Path) -> None:
    server, clock, notes = Server(), Clock(), list[str]()
    server.is_away = True
    with Ledger(tmp_path, "me", 1) as ledger:
        storage = Storage(ledger, server, set(), Outages(notes.append, clock))
        name = storage.save(CASE)
        ledger.note([("a", replace(GROUP, case=name))])
        assert storage.has(name)
        storage.finish()
    assert notes == ["redis://there: nobody answers; it is tried again until it works"]
    server.is_away, server.prefix = False, "other-"
    with Ledger(tmp_path, "me", 1) as ledger:
        Storage(ledger, server, set(), Outages(notes.append, clock)).keep_up()
        assert list(server.cases) == [f"other-{name}"]
    with Ledger(tmp_path, "me", 1) as ledger:
        assert ledger.tally.held == {}
        assert ledger.tally.groups["a"].case == f"other-{name}"


def test_a_server_that_is_away_is_not_asked_at_every_discovery(tmp_path: Path) -> None:
    server, clock = Server(), Clock()
    server.is_away = True
    with Ledger(tmp_path, "me", 1) as ledger:
        storage = Storage(ledger, server, set(), Outages(lambda _note: None, clock))
        storage.save(CASE)
        server.is_away = False
        storage.save(replace(CASE, requirements=("GUARD-2",)))
        assert server.cases == {}
        clock.sleep(1)
        storage.keep_up()
        assert len(server.cases) == 2


class Away(ExampleDatabase):
    calls = 0

    def _fail(self, *_words: object) -> Any:
        self.calls += 1
        raise OSError(errno.ECONNREFUSED, "refused")

    save = delete = fetch = _fail


def test_examples_that_are_away_are_no_examples() -> None:
    inner = Away()
    database = MayBeAway(inner, (OSError,))
    assert list(database.fetch(b"key")) == []
    database.save(b"key", b"value")
    database.move(b"key", b"other", b"value")
    assert inner.calls == 1  # to wait for a server each time would take the time of the shard


# ---- processes ----


class Fake:
    """A process that says what it is told to. One that has nothing to say is stopped."""

    def __init__(self, says: Sequence[object]) -> None:
        self.says, self.is_closed = list(says), False

    def send(self, _message: bytes) -> None: ...

    def receive(self) -> bytes:
        return pickle.dumps(self.says.pop(0))

    def ending(self) -> str:
        return "it ended"

    def close(self) -> None:
        self.is_closed = True


class Fakes:
    """Starts those that are given, one after the other; an error stands for one that can't be started."""

    def __init__(self, clock: Clock, *processes: Fake | OSError) -> None:
        self._clock, self._processes = clock, list(processes)
        self.ready_after = 1.0

    def start(self) -> Process:
        process = self._processes.pop(0)
        if isinstance(process, OSError):
            raise process
        return process

    def ready(self, processes: Sequence[Process], seconds: float) -> list[Process]:
        self._clock.sleep(min(seconds, self.ready_after))
        return [each for each in processes if isinstance(each, Fake) and each.says]


def all_of(engine: LocalEngine) -> list[News]:
    news: list[News] = []
    while engine.busy:
        news += engine.wait(1.0)
    return news


def test_a_process_that_is_stopped_is_replaced_and_one_that_lives_is_not() -> None:
    clock, notes = Clock(), list[str]()
    stopped, another = Fake([]), Fake([*[Beat()] * 200, result(7)])
    engine = LocalEngine(ORDER, 1, Fakes(clock, stopped, another), clock, Outages(notes.append, clock))
    engine.submit(Shard(7, Driver.LANE, 10), 60.0)
    assert all_of(engine) == [result(7)]
    assert (stopped.is_closed, another.is_closed) == (True, False)
    assert 200 + SILENT_S <= clock.seconds <= 205 + SILENT_S
    assert notes == [f"shard 7 (native lane): its process said nothing for {SILENT_S:.0f} s; another does it"]


def test_a_shard_that_never_ends_is_given_up_in_the_end() -> None:
    clock = Clock()
    engine = LocalEngine(ORDER, 1, Fakes(clock, *(Fake([Beat()] * 5000) for _ in range(4))), clock)
    engine.submit(Shard(7, Driver.LANE, 10), 60.0)
    (failure,) = all_of(engine)
    assert isinstance(failure, Failure)
    assert failure.text == "its process took longer than 15 min"
    assert clock.seconds >= 3 * LEASE_S


def test_what_a_machine_lacks_is_waited_for() -> None:
    clock, notes = Clock(), list[str]()
    lacking = Failure(Shard(7, Driver.LANE, 10), "no room", is_of_harness=False, is_of_machine=True)
    process = Fake([lacking, lacking, lacking, result(7)])
    engine = LocalEngine(ORDER, 1, Fakes(clock, process), clock, Outages(notes.append, clock))
    engine.submit(Shard(7, Driver.LANE, 10), 60.0)
    assert engine.wait(1.0) == []
    assert (engine.is_away, engine.room) == (True, 0)
    assert all_of(engine) == [result(7)]
    assert (engine.is_away, engine.room) == (False, 1)
    assert clock.seconds >= 1 + 2 + 4
    assert notes[0] == "this machine: no room; it is tried again until it works"
    assert notes[-1].startswith("this machine: works again, after ")


def test_a_process_that_can_not_be_started_now_is_started_later() -> None:
    clock, notes = Clock(), list[str]()
    none_left = OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    fakes = Fakes(clock, Fake([Beat()]), none_left, none_left, Fake([result(7)]))
    engine = LocalEngine(ORDER, 1, fakes, clock, Outages(notes.append, clock))
    engine.submit(Shard(7, Driver.LANE, 10), 60.0)
    assert all_of(engine) == [result(7)]
    assert "processes of the campaign: can't be started: Resource temporarily unavailable" in notes[1]
    assert notes[2].startswith("processes of the campaign: works again")


def test_a_real_process_that_is_stopped_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SILENT_S", 6.0)  # three beats
    notes: list[str] = []
    with LocalEngine(ORDER, 1, outages=Outages(notes.append)) as engine:
        pid = engine._helpers[0].process.pid
        os.kill(pid, signal.SIGSTOP)
        engine.submit(Shard(0, Driver.WALKS, 1), 60.0)
        (done,) = all_of(engine)
    assert isinstance(done, ShardResult)
    assert notes == ["shard 0 (random walks): its process said nothing for 6 s; another does it"]


# ---- the campaign ----


class Told:
    """An engine that tells what it is given, in turn: an exception is raised."""

    def __init__(self, clock: Clock, *news: object) -> None:
        self._clock, self._news = clock, list(news)
        self.is_away = False

    room = 1
    busy = 0

    def submit(self, _shard: Shard, _seconds_left: float) -> None: ...

    def wait(self, seconds: float) -> list[News]:
        self._clock.sleep(seconds)
        told = self._news.pop(0) if self._news else []
        if isinstance(told, BaseException):
            raise told
        return told  # type: ignore[return-value]

    def describe(self) -> str:
        return "nobody"

    def close(self) -> None: ...


def campaign_of(folder: Path, told: Iterable[object], *, away: bool = False, seconds: float = 30) -> RunOfCampaign:
    clock = Clock()
    engine = Told(clock, *told)
    engine.is_away = away
    with Ledger(folder / "ledger", "me", 1) as ledger:
        limits = Limits(seconds=seconds)
        campaign = Campaign(ORDER, ledger, Folder(folder / "corpus"), [], engine, limits, clock=clock)
        run = campaign.run(lambda _progress: None, lambda _found: None)
        report = Report(ORDER.subject, "native", "corpus", (), run, ledger.tally)
    Draft202012Validator(schema()).validate(json.loads(json.dumps(document(report))))
    return run


FOUND = Discovery("GUARD-1: x", CASE, Driver.LANE, 5, 5)
ERROR = Failure(Shard(3, Driver.MACHINE, 1), "Traceback ...\nKeyError: 'x'\n", is_of_harness=True)


def test_an_error_of_ours_in_one_shard_costs_that_shard_and_is_told_in_the_end(tmp_path: Path) -> None:
    run = campaign_of(tmp_path, [[result(0)], [ERROR], [result(1, discoveries=(FOUND,))]])
    assert (run.ending, run.errors, run.new) == (Ending.TIME, (ERROR.text,), ("GUARD-1: x",))
    assert run.progress.operations == 2000
    with Ledger(tmp_path / "ledger", "me", 1) as ledger:
        assert ledger.tally.abandoned == ["state machine 3: an error of poolproof itself: KeyError: 'x'"]


def test_a_campaign_in_which_nothing_works_ends(tmp_path: Path) -> None:
    errors = [[replace(ERROR, shard=Shard(number, Driver.LANE, 1))] for number in range(20)]
    run = campaign_of(tmp_path, errors)
    assert (run.ending, len(run.errors)) == (Ending.UNWORKABLE, 3)


@pytest.mark.parametrize(
    ("error", "ending", "told"),
    [
        (MemoryError(), Ending.MACHINE, ()),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), Ending.MACHINE, ()),
        (KeyError("x"), Ending.DEFECT, ("KeyError: 'x'",)),
        (KeyboardInterrupt(), Ending.INTERRUPTED, ()),
    ],
)
def test_whatever_ends_a_campaign_what_it_found_is_told(
    tmp_path: Path, error: BaseException, ending: Ending, told: tuple[str, ...]
) -> None:
    run = campaign_of(tmp_path, [[result(0, discoveries=(FOUND,))], error])
    assert (run.ending, run.new, run.progress.operations) == (ending, ("GUARD-1: x",), 1000)
    assert tuple(each.splitlines()[-1] for each in run.errors) == told


def test_time_that_is_up_while_nobody_works_is_no_usual_end(tmp_path: Path) -> None:
    assert campaign_of(tmp_path, [[result(0)]], away=True).ending == Ending.LOST


class Changing:
    """A look at the subject's file, which was written anew."""

    has_changed = True


def test_a_subject_that_changes_while_the_last_shards_end_is_told(tmp_path: Path) -> None:
    clock = Clock()
    engine = Told(clock, [], [result(0)])
    engine.busy = 1
    with Ledger(tmp_path / "ledger", "me", 1) as ledger:
        watch: Any = Changing()
        limits = Limits(seconds=0.1)
        campaign = Campaign(ORDER, ledger, Folder(tmp_path), [], engine, limits, watch=watch, clock=clock)
        assert campaign.run(lambda _progress: None, lambda _found: None).ending == Ending.CHANGED


def test_an_error_of_ours_ends_in_70_with_a_report(tmp_path: Path) -> None:
    program = (
        "from poolproof.conformance.campaign.campaign import Campaign\n"
        "Campaign._submit = lambda self: 1 // 0\n"
        "from poolproof.conformance.cli.entry import main\n"
        "main()\n"
    )
    words = ["fuzz", "native", "--time", "9", "--jobs", "1", "--json", "report.json"]
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.endswith("poolproof: this is an error of poolproof itself, not of the subject; please report it\n")
    assert "ended: an error of poolproof itself" in done.stdout
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (report["run"]["ending"], report["complete"]) == ("an error of poolproof itself", False)
