"""Campaigns on a Dask cluster, and a corpus in Redis: real processes and real servers, on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.campaign import cluster, cluster_workers, parcel
from poolproof.conformance.campaign.campaign import Campaign, Ending, Found, Limits, Progress
from poolproof.conformance.campaign.cluster import ClusterEngine
from poolproof.conformance.campaign.cluster_errors import ClusterError
from poolproof.conformance.campaign.cluster_link import Seen
from poolproof.conformance.campaign.corpus import Folder, RedisServer, load, open_corpus, redis_client
from poolproof.conformance.campaign.drivers import Workplace
from poolproof.conformance.campaign.engine import Failure
from poolproof.conformance.campaign.ledger import Ledger
from poolproof.conformance.campaign.outages import Outages
from poolproof.conformance.campaign.shards import OPENING_PARTS, Driver, Order, Shard, ShardResult
from poolproof.conformance.cases import Case
from poolproof.conformance.cases.files import case_text
from poolproof.conformance.cli.cluster import local
from poolproof.conformance.subjects import SubjectError, resolve
from poolproof.spec import Level
from poolproof.spec.contracts import default_contract

distributed = pytest.importorskip("distributed", reason="Dask is not installed")

Build = Callable[..., Path]
PoolSource = Callable[..., str]

COMMAND = (sys.executable, "-m", "poolproof.conformance")
CASE = Case(("GUARD-1",), "this", "that", default_contract(), "subject", (op.create(1, 1), op.get()))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a scheduler with two workers, started as a user would."""
    process = subprocess.Popen(
        [*COMMAND, "cluster", "local", "--workers", "2", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("2 workers at tcp://"), line
    yield line.split()[3].rstrip(";")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0


def _start_that_fails(cause: BaseException) -> Callable[..., None]:
    def fail(**_how: object) -> None:
        raise RuntimeError("Nanny failed to start.") from cause

    return fail


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (OSError(errno.EADDRINUSE, "is taken"), "can't listen on 127.0.0.1:8786: is taken;"),
        (OSError(errno.ENOMEM, "no memory"), "a worker ended while it was starting (no memory)"),
        (asyncio.CancelledError(), "a worker ended while it was starting (killed, or"),
    ],
)
def test_a_cluster_that_does_not_start_says_what_kept_it(
    monkeypatch: pytest.MonkeyPatch, cause: BaseException, told: str
) -> None:
    monkeypatch.setattr(distributed, "LocalCluster", _start_that_fails(cause))
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # the handlers of this process are pytest's
    with pytest.raises(click.ClickException) as refused:
        local.main([], standalone_mode=False)
    assert told in str(refused.value)


def order(given: str, level: Level = Level.HARDENED) -> Order:
    return Order(resolve(given), level, 11)


@pytest.fixture
def faulty(build: Build, pool_source: PoolSource) -> str:
    size = "if (size > BP_LANES) return BP_INVALID_SIZE;"
    return str(build(pool_source("array_stack", (size, "if (size > BP_LANES && size != 256) return BP_INVALID_SIZE;"))))


def pid_of_a_worker(engine: ClusterEngine) -> int:
    pids: dict[str, int] = engine._link._client.run(os.getpid)
    return next(iter(pids.values()))


def all_of(engine: ClusterEngine) -> list[Any]:
    news: list[Any] = []
    while engine.busy:
        news += engine.wait(1.0)
    return news


def wait_for_two_workers(engine: ClusterEngine) -> None:
    deadline = time.monotonic() + 60
    while len(engine._threads) < 2:
        assert time.monotonic() < deadline
        engine.wait(0.2)


def test_nothing_is_lost_or_counted_twice_when_a_worker_is_killed(tmp_path: Path, address: str, faulty: str) -> None:
    notes: list[str] = []
    killed = False

    def on_progress(progress: Progress) -> None:
        nonlocal killed
        if progress.operations and not killed:
            killed = True
            os.kill(pid_of_a_worker(engine), signal.SIGKILL)

    found: list[Found] = []
    chosen = order(faulty)
    with Ledger(tmp_path / "ledger", "me", chosen.seed) as ledger, ClusterEngine(chosen, address, notes.append) as engine:
        campaign = Campaign(chosen, ledger, Folder(tmp_path / "corpus"), [], engine, Limits(seconds=5))
        run = campaign.run(on_progress, found.append)
        tally = ledger.tally
        assert killed
        assert (run.ending, run.errors) == (Ending.TIME, ())
        assert any("is gone: its shards" in each for each in notes), notes
        # Every shard that was given out is done, and counted once; parts of the opening may have been cut short by the time.
        holes = set(range(tally.next_number, max(tally.finished, default=0))) - tally.finished
        assert holes <= set(range(1, 1 + OPENING_PARTS))
        assert sum(tally.shards.values()) == tally.next_number + len(tally.finished)
        assert run.progress.operations == sum(tally.operations.values())
    assert {each.group.requirements[0] for each in found} >= {"GUARD-2"}
    assert len({each.name for each in found}) == len(found)
    assert {each.group.case for each in found} == {path.name for path in (tmp_path / "corpus").iterdir()}


def test_the_command_runs_a_campaign_there(tmp_path: Path, address: str, faulty: str) -> None:
    command = [*COMMAND, "fuzz", faulty, "--time", "60", "--cluster", address, "--fail-fast"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 1, done.stderr
    assert "found GUARD-" in done.stdout
    assert "ended: enough was found" in done.stdout


def test_a_worker_that_is_retired_is_replaced_and_it_is_said(address: str) -> None:
    notes: list[str] = []
    with ClusterEngine(order("native"), address, notes.append) as engine:
        wait_for_two_workers(engine)
        notes.clear()
        before = set(engine._threads)
        retired = min(before)
        engine._link._client.retire_workers([retired])
        while retired in engine._threads:
            engine.wait(0.2)
        wait_for_two_workers(engine)
        (newcomer,) = set(engine._threads) - before
    assert notes == [f"worker {retired} is gone: its shards go to others", f"worker {newcomer} takes part from now on"]


def test_what_a_worker_has_that_is_stopped_is_done_by_another_and_counts_once(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_workers, "SILENT_S", 6.0)
    notes: list[str] = []
    with ClusterEngine(order("native"), address, notes.append) as engine:
        wait_for_two_workers(engine)
        stopped = min(engine._threads)
        pid: int = engine._link._client.run(os.getpid, workers=[stopped])[stopped]
        os.kill(pid, signal.SIGSTOP)
        try:
            for number in range(4):
                engine.submit(Shard(number, Driver.WALKS, 1), 60.0)
            results = all_of(engine)
        finally:
            os.kill(pid, signal.SIGCONT)
        engine.submit(Shard(4, Driver.WALKS, 1), 60.0)
        while len(engine._threads) < 2 or engine.busy:  # the answers of the one that was stopped come meanwhile
            results += engine.wait(0.2)
    assert sorted(each.shard.number for each in results) == [0, 1, 2, 3, 4]
    said = notes.index(f"worker {stopped} has not been heard for 6 s: its shards go to others")
    assert f"worker {stopped} takes part from now on" in notes[said:]


def test_no_more_is_given_out_than_is_soon_done(address: str) -> None:
    with ClusterEngine(order("native"), address, lambda _note: None) as engine:
        wait_for_two_workers(engine)
        assert engine.room == 4
        for number in range(4):
            engine.submit(Shard(number, Driver.WALKS, 1), 60.0)
        assert (engine.room, engine.busy) == (0, 4)
        results = all_of(engine)
        assert sorted(each.shard.number for each in results) == [0, 1, 2, 3]
        assert all(isinstance(each, ShardResult) and each.is_whole for each in results)
        assert engine.room == 4


def test_a_cluster_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 1.0)
    with pytest.raises(ClusterError, match="no Dask scheduler answers there"):
        ClusterEngine(order("native"), "tcp://127.0.0.1:1", lambda _note: None)


@pytest.mark.parametrize("words", [["fuzz", "native", "--cluster", "tcp://127.0.0.1:1"], ["cluster", "local"]])
def test_without_dask_it_is_said_what_to_install(tmp_path: Path, words: list[str]) -> None:
    program = "import sys; sys.modules['distributed'] = None; from poolproof.conformance.cli.entry import main; main()"
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'poolproof[cluster]'" in done.stderr
    assert "Traceback" not in done.stderr


# ---- a subject on its way ----


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_subject_travels_by_its_content_once(cache: Path, faulty: str) -> None:
    packed = parcel.pack(order(faulty), "a")
    assert packed.file is not None
    assert not parcel.has_file(packed.file)
    assert parcel.receive(packed) is None
    assert parcel.has_file(packed.file)
    assert parcel.receive(replace(packed, content=None, key="b")) is None
    done = parcel.do_shard("b", Shard(0, Driver.WALKS, 1), 60.0)
    assert not isinstance(done, Failure)
    assert done.operations > 0
    parcel.forget("a")
    parcel.forget("b")
    (kept,) = (path for path in cache.rglob("*") if path.is_file())
    assert kept.read_bytes() == Path(faulty).read_bytes()


def test_a_python_file_travels_too(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("from poolproof.reference import BufferPool as Pool\n", encoding="utf-8")
    packed = parcel.pack(order(f"{tmp_path / 'mine.py'}:Pool"), "c")
    (tmp_path / "mine.py").unlink()
    assert parcel.receive(packed) is None
    parcel.forget("c")
    assert any(cache.rglob("mine.py"))


def test_who_can_not_load_it_says_why(cache: Path, faulty: str) -> None:
    packed = parcel.pack(order(faulty), "d")
    assert "it has poolproof" in str(parcel.receive(replace(packed, version="0.0.1")))
    assert packed.content is not None
    foreign = bytearray(packed.content)
    foreign[18:20] = (183).to_bytes(2, "little")  # made for aarch64
    sha256 = hashlib.sha256(foreign).hexdigest()
    arrived = replace(packed, content=bytes(foreign), file=("libother.so", sha256))
    assert "is built for aarch64" in str(parcel.receive(arrived))
    assert "arrived damaged" in str(parcel.receive(replace(packed, content=b"\x7fELF", file=("x.so", "0" * 64))))
    assert cache.exists()


def test_a_worker_without_room_for_the_subject_lacks_it_for_now(cache: Path, faulty: str) -> None:
    packed = parcel.pack(order(faulty), "e")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        refusal = parcel.receive(packed)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refusal == parcel.Refusal("can't keep the subject's file: File too large", is_of_machine=True)
    assert [each for each in cache.rglob("*") if each.is_file()] == []
    assert parcel.receive(packed) is None
    parcel.forget("e")


class LinkToOne:
    """To a scheduler with one worker, who answers what is received in turn."""

    def __init__(self, answers: list[parcel.Refusal | None]) -> None:
        self.answers = answers

    def workers(self) -> dict[str, Seen]:
        return {"tcp://one": Seen(2, 1.0)}

    def begin(self, coroutine: Callable[..., Coroutine[Any, Any, None]], *arguments: object) -> None:
        asyncio.run(coroutine(*arguments))

    async def ask(self, _worker: str, function: Callable[..., object], *_: object) -> object:
        return True if function is parcel.has_file else self.answers.pop(0)


@pytest.mark.parametrize(("is_of_machine", "threads"), [(True, {"tcp://one": 2}), (False, {})])
def test_a_worker_that_lacks_something_is_asked_again_and_one_that_is_unfit_is_not(
    is_of_machine: bool, threads: dict[str, int], faulty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_workers, "_LOOK_EVERY_S", 0.0)
    notes = list[str]()

    class Clock:
        """By which each look at the time takes a second."""

        seconds = 0.0

        def now(self) -> float:
            self.seconds += 1
            return self.seconds

        def sleep(self, seconds: float) -> None:
            raise NotImplementedError

    link = LinkToOne([parcel.Refusal("its disk is full", is_of_machine)] * 2 + [None])
    roster = cluster_workers.Roster(
        link,  # type: ignore[arg-type]
        parcel.pack(order(faulty), "f"),
        notes.append,
        Outages(notes.append, Clock()),
    )
    for _ in range(10):
        roster.look()
    assert roster.threads == threads
    assert bool(roster.unfit) is not is_of_machine
    assert "its disk is full" in notes[0]


def test_a_subject_that_no_worker_can_load_is_no_subject(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = parcel.pack
    monkeypatch.setattr(parcel, "pack", lambda *words: replace(real(*words), version="0.0.1"))
    with pytest.raises(SubjectError, match="can't be loaded by any worker"):
        ClusterEngine(order("native"), address, lambda _note: None)


# ---- Redis ----


@pytest.fixture(scope="module")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no redis-server: apt-get install redis-server")
    pytest.importorskip("redis", reason="the Redis client is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    words = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    address = f"redis://127.0.0.1:{port}/0"
    try:
        for _ in range(200):
            with contextlib.suppress(Exception):
                RedisServer(address)
                break
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def test_discoveries_are_shared_through_redis(tmp_path: Path, redis_address: str, faulty: str) -> None:
    def fuzz(folder: str, subject: str, *words: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / folder).mkdir()
        command = [*COMMAND, "fuzz", subject, "--corpus", redis_address, "--jobs", "1", *words]
        return subprocess.run(command, cwd=tmp_path / folder, capture_output=True, text=True, check=False, timeout=200)

    one = fuzz("one", faulty, "--time", "60", "--until-new", "1")
    assert one.returncode == 1, one.stderr
    names = [each.name for each in load(open_corpus(redis_address))]
    assert names
    assert all(name in one.stdout for name in names[:1])
    another = fuzz("another", "native", "--time", "0.5")
    assert all(f"FIXED       {name}" in another.stdout for name in names)
    command = [*COMMAND, "verify", "native", "--corpus", redis_address, "--budget", "0.1"]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    assert all(f"FIXED       {name}" in verified.stdout for name in names)


def test_a_case_is_kept_once_in_redis(redis_address: str) -> None:
    corpus = RedisServer(redis_address.replace("/0", "/1"))
    first, second = (case_text(replace(CASE, subject=name)) for name in ("first", "second"))
    assert [corpus.save("a.json", each) for each in (first, second)] == ["a.json", "a.json"]
    assert [(each.name, each.text) for each in corpus.texts()] == [("a.json", first)]


def test_what_can_not_be_read_in_redis_keeps_its_name(redis_address: str) -> None:
    address = redis_address.replace("/0", "/3")
    redis_client(address).hset("poolproof:cases", mapping={"a.json": b"\xff", "a-2.json": "{"})
    corpus = RedisServer(address)
    assert corpus.save("a.json", case_text(CASE)) == "a-3.json"
    assert [(each.name, each.case) for each in load(corpus)] == [("a-2.json", None), ("a-3.json", CASE), ("a.json", None)]


def test_hypothesis_keeps_its_examples_in_redis_too(redis_address: str, build: Build, pool_source: PoolSource) -> None:
    careless = build(
        pool_source("array_stack", ("pool->receipts_in_use, pool->receipt_capacity}", "pool->receipts_in_use, 1}"))
    )
    place = redis_address.replace("/0", "/2")
    chosen = replace(order(str(careless)), examples=place)
    found = Workplace(chosen).run(Shard(0, Driver.MACHINE, 100))
    assert found.discoveries
    (key, *_) = redis_client(place).keys("*")
    assert bytes(key).startswith(b"poolproof:examples:")
    again = Workplace(chosen).run(Shard(1, Driver.MACHINE, 1))  # one example: the one that was kept
    assert [each.group for each in again.discoveries] == [each.group for each in found.discoveries]
