"""Every driver draws every word of the vocabulary: no kind of operation, no misuse, no pattern goes untried because a list left
it out. What a driver can't ask for is said, with the reason, in the vocabulary itself."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from poolproof.conformance.campaign.guided_build import GUIDED_SOURCES, write_terms
from poolproof.conformance.generators.grids import grids
from poolproof.conformance.generators.scripts import scripts
from poolproof.conformance.generators.scripts_of_lives import creation_scripts, misuse_scripts
from poolproof.conformance.generators.several_pools import shown_what_is_gone
from poolproof.conformance.generators.walks import Walk, WalkShape
from poolproof.conformance.judge import Abilities, Judge
from poolproof.conformance.observations import State, Trace
from poolproof.conformance.operations import WRITES, ForeignAddress, Kind, Operation, Pattern, Target, create_default
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import LaneOrder, resolve
from poolproof.conformance.verification.drivers.machine import Scene, machine_for, run_machine
from poolproof.conformance.verification.promised import Promised
from poolproof.spec import header_path
from poolproof.spec.contracts import default_contract
from poolproof.spec.generator.vocabulary import Undrawn, read_vocabulary
from poolproof.spec.wire import OPERATION

WORKER = Path(__file__).resolve().parents[1] / "worker"
DRIVERS = Path(__file__).with_name("drivers.c")
DRIVEN = (*GUIDED_SOURCES, "alphabet.c")
"""What stands behind the guided driver, and what the exploration asks."""
WORDS = {"operation_kind": Kind, "return_target": Target, "write_pattern": Pattern, "foreign_address": ForeignAddress}
SHAPE = WalkShape(None, 16, 1024)


@cache
def undrawn() -> tuple[Undrawn, ...]:
    return read_vocabulary(header_path().parent).undrawn


def words_of(operation: Operation) -> Iterator[tuple[str, str]]:
    """What of the vocabulary the operation makes use of."""
    yield "operation_kind", Kind(operation.kind).name
    if operation.kind in WRITES:
        yield "write_pattern", Pattern(operation.target).name
    if operation.kind == Kind.RETURN:
        yield "return_target", Target(operation.target).name
        if operation.target == Target.FOREIGN:
            yield "foreign_address", ForeignAddress(operation.nth % len(ForeignAddress)).name


def amiss(driver: str, sequences: Iterable[Iterable[Operation]]) -> list[str]:
    """Entries that the driver should draw and doesn't, or draws though it is said that it can't. No more are asked for
    once all are drawn."""
    left_out = {(each.of.name, entry) for each in undrawn() if each.driver == driver for entry in each.entries}
    every = {(name, entry.name) for name, enumeration in WORDS.items() for entry in enumeration}
    drawn: set[tuple[str, str]] = set()
    for sequence in sequences:
        drawn.update(word for operation in sequence for word in words_of(operation))
        if every - left_out <= drawn:
            break
    never = [f"{driver} never draws {name} {entry}" for name, entry in sorted(every - drawn - left_out)]
    return never + [f"{driver} draws {name} {entry} after all" for name, entry in sorted(drawn & left_out)]


def scripted(capacities: tuple[int, int] | None, block_count: int, record_count: int) -> list[Sequence[Operation]]:
    every = (*scripts(capacities, block_count, record_count), *creation_scripts(), *misuse_scripts())
    return [*(script.operations for script in every), *shown_what_is_gone(create_default)]


def test_scripts() -> None:
    assert amiss("scripts", scripted(None, 16, 1024)) == []


def test_grids() -> None:
    """They are about misuse and writes, not about lives: of those the opening and the end are all."""
    drawn = {word for grid in grids(16, 1024) for operation in grid.operations for word in words_of(operation)}
    every = {(name, entry.name) for name in ("return_target", "write_pattern", "foreign_address") for entry in WORDS[name]}
    assert every - drawn == {("return_target", "GONE")}  # it takes a pool that has ended


def test_walks_of_the_lane() -> None:
    with Session(resolve("native")) as session:
        order = LaneOrder([(16, 1024, True), (3, 2, False)], [2**40])
        walks = session.walks_of_lane(order, range(300))
        assert amiss("walks of the lane", walks) == []


def test_random_walks() -> None:
    walks = (Walk(random.Random(seed), SHAPE).operations() for seed in range(300))
    assert amiss("random walks", walks) == []


def examples(session: Session) -> Iterator[list[Operation]]:
    """What the state machine draws, a few examples at a time."""
    drawn: list[Operation] = []
    extend = session.extend

    def noting(operations: Sequence[Operation], **how: bool) -> Trace:
        drawn.extend(operations)
        return extend(operations, **how)

    session.extend = noting  # type: ignore[method-assign, assignment]
    for seed in range(20):
        machine = machine_for([None, (3, 2)], Promised())
        scene = Scene(
            session,
            lambda: Judge(Abilities(counts_allocations=True)),
            lambda _finding: True,
            lambda _operations, _finding: None,
        )
        run_machine(machine, scene, examples=30, steps=50, seed=seed)
        yield drawn


def test_the_state_machine() -> None:
    with Session(resolve("native")) as session:
        assert amiss("state machine", examples(session)) == []


def test_a_campaign_makes_one_state_machine_for_all_its_shards() -> None:
    """Hypothesis keeps each class for ever."""
    first = machine_for([None, (3, 2)], Promised())
    assert machine_for((None, (3, 2)), Promised()) is first
    assert machine_for([None], Promised()) is not first


def test_a_state_machine_that_is_interrupted_before_it_draws_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_test: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("hypothesis.core.function_digest", interrupted)
    with Session(resolve("native")) as session:
        scene = Scene(session, Judge, lambda _finding: True, lambda _operations, _finding: None)
        with pytest.raises(KeyboardInterrupt):
            run_machine(machine_for([None], Promised()), scene, examples=1, steps=1, seed=0)


@pytest.fixture(scope="module")
def driven(compiler: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Operation]]:
    """The drivers in C that have no seed to be asked by, linked with the C pool."""
    folder, pool = tmp_path_factory.mktemp("drivers"), resolve("native").path
    assert pool is not None
    sources = [*(str(WORKER / name) for name in DRIVEN), str(write_terms(default_contract(), folder))]
    command = [compiler, "-std=gnu11", "-O1", f"-I{WORKER}", f"-I{header_path().parent}", str(DRIVERS), *sources, str(pool)]
    subprocess.run([*command, f"-Wl,-rpath,{pool.parent}", "-o", str(folder / "drivers")], check=True)

    def run(*words: str, **variables: str) -> list[Operation]:
        written = folder / "operations"
        environment = {"POOLPROOF_OPERATIONS": str(written), **variables}
        done = subprocess.run([str(folder / "drivers"), *words], env=environment, capture_output=True, check=True)
        return [Operation._make(each) for each in OPERATION.iter_unpack(written.read_bytes() if words else done.stdout)]

    return run


def test_guided_fuzzing(driven: Callable[..., list[Operation]]) -> None:
    assert amiss("guided", [driven("guided")]) == []


def test_exploration(driven: Callable[..., list[Operation]]) -> None:
    assert amiss("exploration", [driven()]) == []


def test_where_none_is_wanted_no_driver_draws_misuse(driven: Callable[..., list[Operation]]) -> None:
    """For a pool that is to conform at core alone: all else is drawn as ever."""
    with Session(resolve("native")) as session:
        order = LaneOrder([(16, 1024, True), (3, 2, False)], without_misuse=True)
        sequences = {"walks": [each for walk in session.walks_of_lane(order, range(100)) for each in walk]}
    sequences["grids"] = [each for grid in grids(16, 1024, with_misuse=False) for each in grid.operations]
    sequences["guided"] = driven("guided", POOLPROOF_WITHOUT_MISUSE="1")
    sequences["exploration"] = driven(POOLPROOF_WITHOUT_MISUSE="1")
    assert {name: sum(each.is_misuse for each in drawn) for name, drawn in sequences.items()} == dict.fromkeys(sequences, 0)
    ways = {(each.kind, each.target) for each in sequences["walks"]}
    assert {Kind(kind) for kind, _ in ways} == set(Kind)
    assert {target for kind, target in ways if kind == Kind.WRITE} == set(Pattern)


def test_a_python_class_is_asked_for_what_it_can_be() -> None:
    """Of what is drawn, what did apply."""
    with Session(resolve("reference")) as session:
        steps = [step for sequence in scripted((2, 3), 2, 3) for step in session.run(sequence)]
    applied = [step.operation for step in steps if step.observation.state == State.DONE]
    assert amiss("Python class", [applied]) == []


def test_a_library_can_be_asked_for_all_of_it() -> None:
    """By the session, whoever drew it: there is a state in which it applies."""
    with Session(resolve("native")) as session:
        steps = [step for sequence in scripted((2, 3), 2, 3) for step in session.run(sequence)]
    applied = [step.operation for step in steps if step.observation.state == State.DONE]
    assert amiss("session", [applied]) == []


@pytest.mark.parametrize("left_out", [Kind.CLEAR, Target.NEIGHBOUR, Pattern.HANDLE, ForeignAddress.HEAP])
def test_an_entry_that_is_left_out_is_named(left_out: Kind | Target | Pattern | ForeignAddress) -> None:
    name = next(name for name, each in WORDS.items() if isinstance(left_out, each))
    operations = [operation for sequence in scripted((2, 3), 2, 3) for operation in sequence]
    without = [operation for operation in operations if (name, left_out.name) not in words_of(operation)]
    assert amiss("scripts", [without]) == [f"scripts never draws {name} {left_out.name}"]


def test_an_entry_that_is_drawn_after_all_is_named() -> None:
    assert "exploration draws operation_kind CREATE after all" in amiss("exploration", [[Operation(Kind.CREATE)]])
