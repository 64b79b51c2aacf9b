"""What a process can't do by itself, a tracer does: it counts what the trap flag counts, and catches what the kernel does."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.doctor.probes import worker_probes
from poolproof.conformance.observations import DeathCause
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.conformance.subjects.worker import Worker
from poolproof.spec.vocabulary import Probe

Build = Callable[..., Path]
PoolSource = Callable[..., str]
WATCHED = Probe.SYSTEM_CALLS | Probe.INSTRUCTIONS
PLAYED = {
    "trap-flag": Probe.INSTRUCTIONS,
    "system-calls": Probe.SYSTEM_CALLS,
    "trap-flag,system-calls": WATCHED,
}
IN_GET = {
    "nothing": "",
    "large memset": "memset(large, 1, sizeof large);",
    "malloc": "char *volatile taken = malloc(99); free(taken);",
    "two system calls": "syscall(SYS_getuid); getppid();",
    "handled signal": "void (*before)(int) = signal(SIGUSR1, ignore); raise(SIGUSR1); signal(SIGUSR1, before);",
}
PRELUDE = """
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
char large[2600];
void ignore(int number);
void ignore(int number) { large[0] = (char)number; }
#define IN_GET_SOA %s
"""
ROUND = (
    *(each.stepped() for each in (op.get(), op.take(), op.reset(), op.give_back(), op.get(), op.get(), op.get(9), op.clear())),
)


@pytest.fixture(scope="module", autouse=True)
def has_all() -> None:
    with Worker(resolve("native")) as worker:
        missing = WATCHED & ~worker.available_probes | worker.traced_probes
    if missing:
        pytest.skip(f"there is nothing to compare with: this machine has no {missing.name} of its own")


def counted(library: Path | str) -> list[tuple[object, ...]]:
    with Session(resolve(str(library))) as session:
        steps = session.run([op.create(2, 3), *ROUND, *ROUND])
    seen = [step.observation for step in steps]
    return [
        (
            each.instructions,
            each.locked_instructions,
            each.system_call_instructions,
            each.system_calls,
            each.system_call_number,
            step.outside,
            step.site,
        )
        for each, step in zip(seen, steps, strict=True)
    ]


@pytest.mark.parametrize("statement", [each for each in IN_GET if each != "handled signal"])
def test_it_counts_what_the_process_counts_itself(
    statement: str, build: Build, pool_source: PoolSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = build(pool_source("array_stack", prelude=PRELUDE % IN_GET[statement]))
    alone = counted(library)
    assert sum(int(str(each[0])) for each in alone) > 100
    assert (max(int(str(each[3])) for each in alone) == 1) == (statement == "two system calls")
    for lacking in PLAYED:
        monkeypatch.setenv("POOLPROOF_LACKS", lacking)
        assert counted(library) == alone, lacking


def test_it_is_taken_where_the_process_can_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for lacking, traced in PLAYED.items():
        monkeypatch.setenv("POOLPROOF_LACKS", lacking)
        with Worker(resolve("native")) as worker:
            assert (worker.traced_probes, worker.available_probes & WATCHED) == (traced, WATCHED)
        told = {each.name: each.found for each in worker_probes()}
        for name, probe in (("system calls", Probe.SYSTEM_CALLS), ("instructions", Probe.INSTRUCTIONS)):
            assert ("tracer (ptrace)" in told[name]) == (probe in traced)


def test_a_signal_that_the_subject_handles_is_its_own(
    build: Build, pool_source: PoolSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POOLPROOF_LACKS", "trap-flag,system-calls")
    library = build(pool_source("array_stack", prelude=PRELUDE % IN_GET["handled signal"]))
    with Session(resolve(str(library))) as session:
        steps = session.run([op.create(2, 3), op.get().stepped(), op.get()])
    assert [step.death for step in steps] == [None, None, None]
    assert [step.observation.system_calls for step in steps] == [0, 1, 1]


def test_an_end_in_the_subject_is_told_as_ever(build: Build, pool_source: PoolSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOLPROOF_LACKS", "trap-flag,system-calls")
    library = build(pool_source("array_stack", prelude=PRELUDE % "raise(SIGTERM);"))
    with Session(resolve(str(library))) as session:
        death = session.run([op.create(2, 3), op.get().stepped()])[-1].death
    assert death is not None
    assert (death.cause, death.detail) == (DeathCause.SIGNAL, "was killed by SIGTERM")


def test_no_tracer_outlives_its_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOLPROOF_LACKS", "trap-flag,system-calls")
    with Worker(resolve("native")) as worker:
        process = worker._process.process_id
        assert process is not None
        tracers = tracers_of(process)
        assert len(tracers) == 1
        os.kill(process, signal.SIGKILL)
        for _ in range(500):
            if not tracers_of(process):
                break
            time.sleep(0.01)
        assert tracers_of(process) == []


def tracers_of(process: int) -> list[str]:
    """Process numbers."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = line.read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile
            continue
        if words[0].endswith(b"/poolproof-tracer") and words[1] == str(process).encode():
            found.append(line.parent.name)
    return found
