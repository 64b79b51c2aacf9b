"""How fast pools are judged, by each lane, and what each probe costs. Compare the rates within one run.

.venv/bin/python -m pytest conformance/tests --benchmark-only -k rate

Each says in its ``extra_info`` how many operations a round has: divide by the time of a round for the rate.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Judge
from poolproof.conformance.observations import State
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import LaneOrder, Worker, resolve
from poolproof.conformance.subjects.constants import harvest
from poolproof.conformance.subjects.resolve import hot_loop_path
from poolproof.conformance.verification.drivers.machine import Scene, machine_for, run_machine
from poolproof.conformance.verification.promised import Promised
from poolproof.spec.vocabulary import BATCH_CAPACITY, DICTIONARY_CAPACITY, Probe

CONFIGURATIONS = [(16, 1024, True), (1, 1, False), (2, 3, False), (3, 2, False), (4, 8, False), (64, 64, False)]
LANE_OPERATIONS = 2_000_000
EXAMPLES, STEPS = 10, 50
OPERATIONS_A_ROUND = 25
"""Of the program that runs the hot loop."""
BATCH = [op.create_default(), *[op.get(), op.give_back()] * ((BATCH_CAPACITY - 2) // 2), op.destroy()]
ABILITIES = Abilities(counts_allocations=True)

Benchmark = Any


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(resolve("native")) as opened:
        yield opened


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(resolve("native")) as started:
        yield started


def named(probes: Probe) -> str:
    return "+".join(each.name.lower() for each in Probe if each in probes and each.name) or "unwatched"


def told(benchmark: Benchmark, operations: int) -> None:
    benchmark.extra_info["operations"] = operations
    if benchmark.stats:  # none where benchmarks run as plain tests
        benchmark.extra_info["operations_per_second"] = round(operations / benchmark.stats.stats.median)


@pytest.mark.parametrize("probes", [Probe.NONE, Probe.ALLOCATIONS, Probe.ALLOCATIONS | Probe.SYSTEM_CALLS], ids=named)
def test_rate_of_the_native_lane(benchmark: Benchmark, worker: Worker, probes: Probe) -> None:
    path = resolve("native").path
    assert path is not None
    order = LaneOrder(CONFIGURATIONS, harvest(path, DICTIONARY_CAPACITY), probes & worker.available_probes)
    run = benchmark.pedantic(lambda: worker.run_lane(order, 1, LANE_OPERATIONS), rounds=5, warmup_rounds=1)
    assert run.log == ()
    told(benchmark, run.operations)


def test_rate_of_judging_beside_doing(benchmark: Benchmark, worker: Worker) -> None:
    """``times_slower``: an operation of the native lane, drawn and judged, beside one that is merely done. The lane has refused
    operations and odd addresses among its own; what is done are gets, writes, receipts and returns, by calls as in the lane."""
    path = resolve("native").path
    assert path is not None
    order = LaneOrder(CONFIGURATIONS, harvest(path, DICTIONARY_CAPACITY))
    run = benchmark.pedantic(lambda: worker.run_lane(order, 1, LANE_OPERATIONS), rounds=7, warmup_rounds=1)
    assert run.log == ()
    told(benchmark, run.operations)

    def done_ns(rounds: int) -> int:
        """Of the program that does nothing else; what it takes to start it is taken off below."""
        begun = time.perf_counter_ns()
        subprocess.run([str(hot_loop_path()), str(path), str(rounds), "0"], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter_ns() - begun

    if benchmark.stats:
        rounds = LANE_OPERATIONS // OPERATIONS_A_ROUND
        doing_ns = min(done_ns(rounds) - done_ns(0) for _ in range(7)) / (rounds * OPERATIONS_A_ROUND)
        judging_ns = benchmark.stats.stats.min * 1e9 / run.operations
        benchmark.extra_info["ns_an_operation"] = {"judged": round(judging_ns, 2), "done": round(doing_ns, 2)}
        benchmark.extra_info["times_slower"] = round(judging_ns / doing_ns, 2)


def test_rate_of_the_state_machine(benchmark: Benchmark, session: Session) -> None:
    """Through Hypothesis: what it draws costs more than the judge and the subject together."""

    def search() -> int:
        before = session.operations_run
        machine = machine_for([None, (3, 2)], Promised())
        scene = Scene(session, lambda: Judge(ABILITIES), lambda _finding: True, lambda _operations, _finding: None)
        run_machine(machine, scene, examples=EXAMPLES, steps=STEPS, seed=1)
        return session.operations_run - before

    operations = benchmark.pedantic(search, rounds=3)
    assert operations > EXAMPLES
    told(benchmark, operations)


def test_rate_of_the_judge(benchmark: Benchmark, session: Session) -> None:
    trace = session.run(BATCH)

    def judge() -> None:
        each = Judge(ABILITIES)
        assert not any(each.observe(step) for step in trace)

    benchmark(judge)
    told(benchmark, len(BATCH))


@pytest.mark.parametrize("probes", [Probe.NONE, Probe.SYSTEM_CALLS, Probe.PAGE_FAULTS, Probe.INSTRUCTIONS], ids=named)
def test_rate_of_the_worker(benchmark: Benchmark, worker: Worker, probes: Probe) -> None:
    """Allocations are counted in all of them. With the last, every operation is stepped through."""
    if probes not in worker.available_probes:
        pytest.skip(f"this machine has no probe of {probes.name}")
    batch = [each.stepped() for each in BATCH[:200]] if probes == Probe.INSTRUCTIONS else BATCH
    answer = benchmark.pedantic(lambda: worker.run(batch, new_session=True, probes=probes), rounds=5, warmup_rounds=1)
    assert all(seen.state == State.DONE for seen in answer.observations)
    told(benchmark, len(batch))
