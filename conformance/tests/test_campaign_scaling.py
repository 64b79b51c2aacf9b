"""How the rate of a campaign grows with the workers of its cluster, on a pool that sleeps in every operation: what is lost is
lost by the campaign, by Dask, and for want of processors. Compare within one run, and let nothing else run.

.venv/bin/python -m pytest conformance/tests --benchmark-only -k scaling

Each says in its ``extra_info`` how many operations a second are done once every worker is at work, and which part that is of so
many times the rate of one worker.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language, compile_once
from poolproof.conformance.campaign.campaign import Campaign, Limits
from poolproof.conformance.campaign.cluster import ClusterEngine
from poolproof.conformance.campaign.corpus import Folder
from poolproof.conformance.campaign.ledger import Ledger
from poolproof.conformance.campaign.pace import Pace
from poolproof.conformance.campaign.shards import Driver, Order, Shard, ShardResult
from poolproof.conformance.faults.catalogue import FOLDER
from poolproof.conformance.subjects import resolve
from poolproof.spec import Level, header_path

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'poolproof[cluster]'")

SLEEP_NS = 1_000_000
OPERATIONS_A_SHARD = 1000
"""About a second of work, as in a campaign."""
SECONDS = 25.0
SLEEPS = f"""
#define _GNU_SOURCE
#include <time.h>
#define BEFORE_OPERATION(pool) nanosleep(&(struct timespec){{0, {SLEEP_NS}}}, NULL)
#include "{FOLDER}/sound/pool.c"
"""

Benchmark = Any
rate_of_one: list[float] = []


class EvenPace(Pace):
    """All shards of one size, and when each of them was done."""

    def __init__(self) -> None:
        super().__init__(has_lane=True)
        self.done: list[tuple[float, int]] = []

    def shard(self, number: int) -> Shard:
        return Shard(number, Driver.LANE, OPERATIONS_A_SHARD)

    def learn(self, result: ShardResult) -> None:
        self.done.append((time.monotonic(), result.operations))


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    command = [sys.executable, "-m", "poolproof.conformance", "cluster", "local", "--workers", str(workers), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[3].rstrip(";")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def rate(pace: EvenPace, workers: int, until: float) -> float:
    """Operations a second, from when every worker has done a shard or two until no more are given out."""
    done = [each for each in pace.done if each[0] <= until]
    (begun, _), *counted = done[2 * workers - 1 :]
    return sum(operations for _, operations in counted) / (counted[-1][0] - begun)


@pytest.mark.parametrize("workers", [1, 2, 4, 8])
def test_scaling_of_a_campaign(request: pytest.FixtureRequest, benchmark: Benchmark, tmp_path: Path, workers: int) -> None:
    if not request.config.getoption("benchmark_only"):
        pytest.skip("takes two minutes, and says nothing where it is not measured: --benchmark-only")
    compiler = Compilers.from_environment()
    source = tmp_path / "sleeps.c"
    source.write_text(SLEEPS, encoding="utf-8")
    command = [*compiler.located("sleeps", Language.C), "-O2", "-shared", "-fPIC", f"-I{header_path().parent}", str(source)]
    order = Order(resolve(str(compile_once("sleeps", command, [source], tmp_path))), Level.HARDENED, 7)
    pace = EvenPace()
    with cluster(workers) as address, ClusterEngine(order, address, print) as engine, Ledger(tmp_path / "l", "me", 7) as ledger:
        while engine.room < 2 * workers:
            engine.wait(0.1)
        campaign = Campaign(order, ledger, Folder(tmp_path / "corpus"), [], engine, Limits(seconds=SECONDS), pace)
        begun = time.monotonic()
        benchmark.pedantic(lambda: campaign.run(lambda _progress: None, lambda _found: None), rounds=1)
    reached = rate(pace, workers, begun + SECONDS)
    if workers == 1:
        rate_of_one[:] = [reached]
    benchmark.extra_info["operations_per_second"] = round(reached)
    if rate_of_one:
        benchmark.extra_info["of_linear"] = round(reached / (workers * rate_of_one[0]), 3)
