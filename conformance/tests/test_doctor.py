"""What the doctor says: of this machine, and of machines that lack one thing or another."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from poolproof.benchmarks.records import Batch, BatchVerdict, Launch, Rates
from poolproof.conformance.doctor import Capability, State, clock, probes, threads, tools
from poolproof.conformance.doctor.capability import unknown_requirements
from poolproof.conformance.interleaving import End, Outcome
from poolproof.conformance.subjects import Worker, resolve
from poolproof.spec import Level, load_spec
from poolproof.spec.vocabulary import Probe

COMMAND = Path(sys.executable).parent / "poolproof"


def examined(**environment: str) -> tuple[int, dict[str, Any], str]:
    """Exit status, the JSON document, and what a person is told."""
    result = subprocess.run(
        [COMMAND, "--no-config", "doctor", "--json", "-"],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=200,
        check=False,
    )
    return result.returncode, json.loads(result.stdout), result.stderr


def test_this_machine_is_told_as_it_is() -> None:
    status, document, told = examined()
    states = {each["name"]: each["state"] for each in document["capabilities"]}
    assert states["C compiler"] == "works"  # or these very tests would not run
    with Worker(resolve("native")) as worker:
        available = worker.available_probes
    assert (states["system calls"] == "works") == (Probe.SYSTEM_CALLS in available)
    assert (states["instructions"] == "works") == (Probe.INSTRUCTIONS in available)
    unknown_at_hot = {each.id for each in load_spec().at_level(Level.HOT)} & set(document["unknown"])
    assert (document["judges_hot"], status) == ((False, 4) if unknown_at_hot else (True, 0))
    assert all(each["found"] and each["remedy"] and (each["cost"] or each["requirements"]) for each in document["capabilities"])
    assert all(each["name"] in told for each in document["capabilities"])
    assert "Traceback" not in told


def test_a_machine_without_tools_is_told_what_it_lacks_and_the_package(tmp_path: Path) -> None:
    status, document, told = examined(PATH=str(tmp_path), CC="nocc", COLUMNS="200")
    found = {each["name"]: each for each in document["capabilities"]}
    assert (status, document["judges_hot"]) == (4, False)
    assert {"CACHE-1", "TICK-1", "TICK-2"} <= set(document["unknown"])
    for name, said, package in (
        ("C compiler", "nocc was not found", "build-essential"),
        ("cache simulator", "valgrind is not installed", "valgrind"),
        ("clang", "clang was not found", "clang"),
        ("qemu-user", "qemu-aarch64 was not found", "qemu-user"),
    ):
        assert found[name]["state"] == "missing"
        assert said in found[name]["found"]
        assert f"apt-get install {package}" in found[name]["remedy"]
        assert found[name]["remedy"] in told
    assert "not everything up to hot can be judged here" in told


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 1", "failed"),
        ('for last; do :; done; printf "#!/bin/sh\\nexit 3\\n" > "$last"; chmod +x "$last"', "does not run: "),
    ],
    ids=["fails", "makes what does not run"],
)
def test_a_compiler_must_make_a_program_that_runs(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = tmp_path / "cc"
    compiler.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    compiler.chmod(0o755)
    monkeypatch.setenv("CC", str(compiler))
    found = tools.c_compiler()
    assert found.state is State.MISSING
    assert said in found.found


def test_an_emulator_must_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    emulator = tmp_path / "qemu-aarch64"
    emulator.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    emulator.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert tools.emulator().state is State.MISSING


def test_a_kernel_that_counts_no_page_faults_is_no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    standing_still = resource.getrusage(resource.RUSAGE_THREAD)
    monkeypatch.setattr(probes.resource, "getrusage", lambda _who: standing_still)
    (found,) = (each for each in probes.worker_probes() if each.name == "page faults")
    assert found.state is State.MISSING
    assert found.requirements == ("HOT-4",)


@pytest.mark.parametrize(
    ("outcome", "state", "said"),
    [
        (
            Outcome(End.WHOLE, states=1500, transitions=3000, seconds=0.03),
            State.WORKS,
            "1,500 states of two threads in 0.03 s, 10",
        ),
        (Outcome(End.UNFIT_MACHINE, why="no trap flag here"), State.MISSING, "no trap flag here"),
        (Outcome(End.OUT_OF_TIME), State.MISSING, "the engine ended with out_of_time"),
    ],
    ids=["whole", "no trap flag", "too slow"],
)
def test_threads_are_run_here_or_it_is_said_why_not(
    outcome: Outcome, state: State, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "judge_job", lambda *_: outcome)
    found = threads.interleavings()
    assert found.state is state
    assert said in found.found
    assert "SHARE-1" in found.requirements


def launched(*verdicts: BatchVerdict, problem: str | None = None) -> Launch:
    batches = tuple(Batch(0, 0, number, verdict, *[1] * 10) for number, verdict in enumerate(verdicts))
    return Launch(
        problem=problem,
        counts_a_second=1e9,
        has_counters=False,
        can_step=True,
        best=Rates(4.0, 0.8),
        batches=batches,
        instructions={},
        unusable={},
    )


GOOD, BUSY, UNSTEADY = BatchVerdict.GOOD, BatchVerdict.BUSY, BatchVerdict.UNSTEADY


@pytest.mark.parametrize(
    ("launch", "state", "said"),
    [
        (launched(GOOD, GOOD, BUSY), State.WORKS, "2 of 3 batches count (1 with a neighbour on the core, 0 unsteady)"),
        (launched(GOOD, UNSTEADY, BUSY), State.POOR, "1 of 3 batches count (1 with a neighbour on the core, 1 unsteady)"),
        (launched(), State.POOR, "0 of 0"),
        (launched(problem="the counter stands still"), State.MISSING, "the counter stands still"),
        ("cc failed", State.MISSING, "cc failed"),
    ],
    ids=["quiet", "busy", "nothing", "no counter", "not built"],
)
def test_the_clock_is_as_good_as_its_batches(
    launch: Launch | str, state: State, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_launched", lambda: launch)
    found = clock.clock()
    assert found.state is state
    assert said in found.found
    assert clock.counters().state is State.MISSING


def test_what_does_not_work_costs_its_requirements() -> None:
    def capability(state: State, *requirements: str) -> Capability:
        return Capability("a thing", state, "seen", requirements, "much", "another machine")

    found = (capability(State.WORKS, "HOT-1"), capability(State.POOR, "TICK-1"), capability(State.MISSING, "HOT-3", "CACHE-1"))
    spec = load_spec()
    assert unknown_requirements(found, spec, Level.TICKS) == ("HOT-3", "CACHE-1", "TICK-1")
    assert unknown_requirements(found, spec, Level.HOT) == ("HOT-3", "CACHE-1")
    assert unknown_requirements(found, spec, Level.HARDENED) == ()


@pytest.mark.parametrize(("machine", "numbers", "counter"), [("riscv64", "poor", "missing"), ("aarch64", "works", "poor")])
def test_what_another_processor_lacks_is_told(
    machine: str, numbers: str, counter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    read, told = probes.constants(), clock.time_stamps()
    assert (str(read.state), str(told.state)) == (numbers, counter)
    assert ("no dictionary" in read.found) == (numbers == "poor")
    assert "HOT-5" in told.cost
