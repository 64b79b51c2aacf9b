"""The native lane: the model in C is the one in Python, a sound pool passes, and what differs is left in the log."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance.generators.scripts import scripts
from poolproof.conformance.generators.shapes import closing
from poolproof.conformance.generators.walks import Walk, WalkShape
from poolproof.conformance.judge import Abilities, judge
from poolproof.conformance.observations import DeathCause
from poolproof.conformance.operations import Kind
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import LaneOrder, resolve
from poolproof.conformance.subjects.constants import harvest
from poolproof.spec.contracts import default_contract, limits_of
from poolproof.spec.vocabulary import BATCH_CAPACITY, KINDS, OCCUPANCIES, OUTCOMES, Probe

Build = Callable[..., Path]
PoolSource = Callable[..., str]

ORDER = LaneOrder([(16, 1024, True), (1, 1, False), (2, 3, False), (4, 8, False)])
GUARD = "  if (size > BP_LANES) return BP_INVALID_SIZE;"


@pytest.fixture(scope="module")
def native() -> Iterator[Session]:
    with Session(resolve("native")) as session:
        yield session


def test_a_sound_pool_is_answered_as_the_model_says(native: Session) -> None:
    run = native.run_lane(ORDER, 1, 300_000)
    assert run.death is None
    assert run.log == ()
    assert run.operations == 300_000
    assert run.walks > 30


def test_it_gets_everywhere(native: Session) -> None:
    """Every occupancy, and for the operations that may refuse each answer that they may give."""
    reached = native.run_lane(ORDER, 1, 300_000).reached
    assert len(reached) == OCCUPANCIES * KINDS * OUTCOMES

    def outcomes(kind: Kind) -> set[int]:
        cells = ((place, kind, outcome) for place in range(OCCUPANCIES) for outcome in range(OUTCOMES))
        return {outcome for place, kind, outcome in cells if reached[(place * KINDS + kind) * OUTCOMES + outcome]}

    assert outcomes(Kind.GET) == {0, 1, 2}
    assert outcomes(Kind.RETURN) == {0, 4, 5}
    assert outcomes(Kind.TAKE) == {0, 3}
    assert outcomes(Kind.CLEAR) == {0}
    assert all(any(reached[place * KINDS * OUTCOMES : (place + 1) * KINDS * OUTCOMES]) for place in range(OCCUPANCIES))


def test_a_seed_gives_one_run_and_another_seed_another(native: Session) -> None:
    runs = [native.run_lane(ORDER, seed, 20_000) for seed in (7, 7, 8)]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_the_model_in_c_agrees_with_the_one_in_python(native: Session) -> None:
    """What the judge finds right on the native pool, the lane does too: scripts and walks, misuse and all."""
    for capacities in ((1, 1), (2, 3), (4, 8)):
        for script in scripts(capacities, *capacities):
            assert native.replay_in_lane(script.operations).place is None, script.name
    for seed in range(60):
        assert native.replay_in_lane(Walk(random.Random(seed), WalkShape((3, 4), 3, 4)).operations()).place is None


def test_a_difference_is_left_in_the_log_for_the_judge(build: Build, pool_source: PoolSource) -> None:
    library = build(pool_source("array_stack", (GUARD, "  if (size > BP_LANES && size != 64) return BP_INVALID_SIZE;")))
    with Session(resolve(str(library))) as session:
        run = session.run_lane(ORDER, 1, 3_000_000)
        assert run.death is None
        assert run.log[-1].kind == Kind.GET
        assert run.log[-1].value == 64
        trace = session.run(run.log, fresh=True)
        findings = judge(trace, Abilities(counts_allocations=True)).findings
        assert [each.place for each in findings] == [len(run.log) - 1]
        assert findings[0].requirements[0] in {"GUARD-2", "GUARD-3"}
        assert session.replay_in_lane(run.log).place == len(run.log) - 1
        assert session.replay_in_lane(run.log[:-1]).place is None


def test_a_magic_number_is_found_by_the_constants_of_the_binary(build: Build, pool_source: PoolSource) -> None:
    magic = 0x7A11C0DE5EED1234
    library = build(pool_source("array_stack", (GUARD, f"  if (size > BP_LANES && size != {magic}) return BP_INVALID_SIZE;")))
    dictionary = harvest(library, 1 << 16)
    assert magic in dictionary[:1000]
    with Session(resolve(str(library))) as session:
        run = session.run_lane(replace(ORDER, dictionary=dictionary), 1, 30_000_000)
    assert run.log
    assert run.log[-1].value == magic


def test_a_crash_ends_the_lane_and_leaves_the_log(build: Build, pool_source: PoolSource) -> None:
    library = build(pool_source("array_stack", ("return BP_EXHAUSTED;", "abort();")))
    with Session(resolve(str(library))) as session:
        run = session.run_lane(ORDER, 1, 300_000)
        assert run.death is not None
        assert (run.death.cause, run.death.detail) == (DeathCause.SIGNAL, "was killed by SIGABRT")
        trace = session.run(run.log)
        assert trace[-1].death is not None
        assert len(trace) == len(run.log)


def test_a_hang_ends_the_lane_and_leaves_the_log(build: Build, pool_source: PoolSource) -> None:
    library = build(
        pool_source("array_stack", ("if (pool->free_count == 0) return", "while (pool->free_count == 0) { }\n  if (0) return"))
    )
    with Session(resolve(str(library))) as session:
        run = session.run_lane(ORDER, 1, 300_000)
    assert run.death is not None
    assert run.death.cause == DeathCause.HANG
    assert run.log[-1].kind == Kind.GET


def test_constants_of_what_is_no_library_of_this_machine_are_none(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"\x7fELF\x01\x01" + bytes(100))
    assert harvest(other, 100) == []


def test_constants_of_a_library_whose_section_table_is_gone_are_none(
    build: Build, pool_source: PoolSource, tmp_path: Path
) -> None:
    """The loader needs no section table, so neither may the harness."""
    content = bytearray(build(pool_source()).read_bytes())
    stripped = tmp_path / "stripped.so"
    for table, count in ((0, 0), (len(content) + 64, 9), (2**63, 9)):
        content[40:48] = table.to_bytes(8, "little")
        content[60:62] = count.to_bytes(2, "little")
        stripped.write_bytes(content)
        assert harvest(stripped, 100) == []


def test_not_more_constants_are_taken_than_there_is_room_for(build: Build, pool_source: PoolSource) -> None:
    library = build(pool_source())
    few = harvest(library, 10)
    assert len(few) == 10
    assert harvest(library, 1000)[:10] == few
    assert all(0 <= each < 2**64 for each in harvest(library, 1000))


WATCHING = replace(ORDER, probes=Probe.ALLOCATIONS | Probe.SYSTEM_CALLS)
CALLED = "uint32_t number = pool->stack[--pool->free_count];"


def test_a_frugal_pool_passes_when_its_hot_path_is_watched(native: Session) -> None:
    assert native.run_lane(WATCHING, 1, 300_000).log == ()


@pytest.mark.parametrize(
    "misdeed", ["void *volatile block = malloc(1); free(block);", "(void)!write(-1, 0, 0);"], ids=["allocation", "system_call"]
)
def test_an_operation_that_does_what_it_must_not_is_a_difference_where_it_is_watched(
    build: Build, pool_source: PoolSource, misdeed: str
) -> None:
    source = pool_source("array_stack", (CALLED, f"{CALLED}\n  static int count;\n  if (++count % 1000 == 0) {{ {misdeed} }}"))
    library = build(f"#include <unistd.h>\n{source}")
    with Session(resolve(str(library))) as session:
        assert session.run_lane(ORDER, 1, 100_000).log == ()
        run = session.run_lane(WATCHING, 1, 100_000)
        assert run.log[-1].kind == Kind.GET
        earlier = session.walks_of_lane(WATCHING, range(1, run.walks))
        history = [operation for walk in earlier for operation in closing(walk)]
        assert session.replay_in_lane([*history, *run.log], WATCHING.probes).place == len(history) + len(run.log) - 1


RELEASE = "  if (pool != NULL) free(pool->soa);\n  free(pool);"
FORGET_LATE = """
  static bp_pool *dead;
  void (*volatile give_back)(void *) = free; /* or the compiler sees what is wrong */
  if (pool == NULL) return;
  if (LATE && dead != NULL) dead->free_count = 0, dead = NULL;
  if (pool->receipts_in_use == 7) dead = pool;
  free(pool->soa);
  give_back(pool);
  if (!LATE && dead != NULL) dead->free_count = 0, dead = NULL;"""


@pytest.mark.parametrize("late", ["0", "1"], ids=["in destroy", "in the next destroy"])
def test_a_write_to_what_destroy_gave_back_is_a_difference(build: Build, pool_source: PoolSource, late: str) -> None:
    release = FORGET_LATE.replace("LATE", late)
    with Session(resolve(str(build(pool_source("array_stack", (RELEASE, release)))))) as session:
        run = session.run_lane(ORDER, 1, 3_000_000)
        assert run.death is None
        assert run.log
        assert run.walks > 1


def test_what_takes_long_is_noted_and_its_walk_can_be_had(build: Build, pool_source: PoolSource) -> None:
    slow = f"{CALLED}\n  for (volatile int i = 0; number == 3 && i < 3000; ) i = i + 1;"
    timed = replace(ORDER, slow_threshold=2000)
    with Session(resolve(str(build(pool_source("array_stack", (CALLED, slow)))))) as session:
        noted = session.run_lane(timed, 1, 50_000).slow
        ((seed, count),) = Counter(each.walk for each in noted).most_common(1)
        assert count > 1
        (walk,) = session.walks_of_lane(timed, [seed])
    slow_kinds = Counter(walk[each.place].kind for each in noted if each.walk == seed)
    assert slow_kinds.most_common(1)[0][0] == Kind.GET, "an interrupt may strike anything, and now and then"


def test_an_operation_far_into_a_walk_is_stepped_through_where_it_stands(native: Session) -> None:
    if not native.available_probes & Probe.INSTRUCTIONS:
        pytest.skip("this machine can't step through instructions")
    order = replace(ORDER, configurations=[(1000, 1100, False)])
    (walk,) = native.walks_of_lane(order, [3])
    place = max(at for at, each in enumerate(walk) if each.kind == Kind.GET)
    assert place > BATCH_CAPACITY
    step = native.step_in_walk(order, 3, place)
    assert step is not None
    assert step.operation == walk[place].stepped()
    alone = native.run([*walk[:place], walk[place].stepped()], fresh=True)[-1].observation
    seen = step.observation
    assert (seen.status, seen.out, seen.instructions) == (alone.status, alone.out, alone.instructions)
    assert 0 < seen.instructions < limits_of(default_contract()).instructions


def test_who_dies_on_the_way_is_not_stepped_through(build: Build, pool_source: PoolSource) -> None:
    order = replace(ORDER, configurations=[(1, 1, False)])
    with Session(resolve(str(build(pool_source("array_stack", ("return BP_EXHAUSTED;", "abort();")))))) as session:
        (walk,) = session.walks_of_lane(order, [1])
        assert session.step_in_walk(order, 1, len(walk) - 1) is None
