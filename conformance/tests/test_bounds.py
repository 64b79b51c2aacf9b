"""What a worker sees of a subject that reads, writes or lends beyond the blocks that it took (BOUND-1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.cases.programs import save_with_program
from poolproof.conformance.cases.reading import read_case
from poolproof.conformance.generators.bounds import BOUND_SIZES, bound_scripts
from poolproof.conformance.judge import Abilities, judge
from poolproof.conformance.observations import Breach, DeathCause, Observation
from poolproof.conformance.operations import Kind, Operation, Placement
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Worker, resolve
from poolproof.conformance.verification import Plan, verify
from poolproof.spec import Level
from poolproof.spec.contracts import default_contract

Build = Callable[..., Path]
PoolSource = Callable[..., str]
Run = Callable[[str, Sequence[Operation]], Sequence[Observation]]

BLOCK_BYTES = 3 * 192 + 3 * 128
"""Of a pool of three buffers and three receipts, which lie in one block."""
LIFE = (op.create(3, 3), op.get(), op.destroy())


@pytest.fixture
def with_statement(build: Build, pool_source: PoolSource) -> Callable[..., str]:
    """The path of a library that runs a statement at each get, or at the end of create."""

    def make(at_get: str = "", at_create: str = "", prelude: str = "", *changes: tuple[str, str]) -> str:
        created = ("  bp_clear(pool);\n  *out = pool;", f"  bp_clear(pool);\n  {at_create}\n  *out = pool;")
        hooks = f"#include <malloc.h>\n#define IN_GET_SOA {at_get}\n{prelude}"
        return str(build(pool_source("array_stack", created, *changes, prelude=hooks)))

    return make


def run(library: str, operations: Sequence[Operation]) -> Sequence[Observation]:
    with Worker(resolve(library)) as worker:
        return worker.run(operations, new_session=True).observations


@pytest.mark.parametrize(
    ("statement", "breach", "distance", "count"),
    [
        (f"((unsigned char *)pool->soa)[{BLOCK_BYTES}] = 1;", Breach.BEHIND, 0, 1),
        (f"memset((char *)pool->soa + {BLOCK_BYTES} + 8, 1, 4);", Breach.BEHIND, 8, 4),
        (f"((unsigned char *)pool->soa)[{BLOCK_BYTES} + 255] = 1;", Breach.BEHIND, 255, 1),
        ("((unsigned char *)pool->soa)[-1] = 1;", Breach.BEFORE, 0, 1),
        ("((unsigned char *)pool->soa)[-64] = 1;", Breach.BEFORE, 63, 1),
    ],
    ids=["behind", "some bytes behind", "at the end of the zone", "before", "at the beginning of the zone"],
)
def test_what_is_written_beside_a_block_is_seen_at_the_operation_that_wrote(
    with_statement: Callable[..., str], statement: str, breach: Breach, distance: int, count: int
) -> None:
    created, got, destroyed = run(with_statement(statement), LIFE)
    assert (created.breach, destroyed.breach) == (Breach.NONE, Breach.NONE)  # it is told once
    assert (got.breach, got.breach_distance, got.breach_count) == (breach, distance, count)
    assert (got.breach_block_bytes, got.breach_taken_by) == (BLOCK_BYTES, Kind.CREATE)


@pytest.mark.parametrize("bytes_asked", [1, 7, 24, 100, 5000, 200_000])
@pytest.mark.parametrize(
    "allocator",
    ["malloc({})", "calloc(1, {})", "realloc(malloc(3), {})", "realloc(malloc(300000), {})", "memalign(256, {})", "valloc({})"],
)
def test_every_byte_that_was_asked_for_may_be_used_and_none_behind_it(
    with_statement: Callable[..., str], allocator: str, bytes_asked: int
) -> None:
    prelude = "static unsigned char *volatile block;"
    take = f"block = {allocator.format(bytes_asked)}; memset(block, 1, {bytes_asked});"
    created, got, _ = run(with_statement(f"block[{bytes_asked}] = 1;", take, prelude), LIFE)
    assert created.breach == Breach.NONE
    assert (got.breach, got.breach_distance, got.breach_block_bytes) == (Breach.BEHIND, 0, bytes_asked)


def test_what_may_be_used_of_a_block_is_what_was_asked_for(with_statement: Callable[..., str]) -> None:
    prelude = "static unsigned char *volatile block;"
    take = "block = malloc(37); memset(block, 1, malloc_usable_size(block)); if (malloc_usable_size(block) != 37) abort();"
    with Worker(resolve(with_statement("", take, prelude))) as worker:
        batch = worker.run(LIFE)
    assert batch.death is None
    assert [seen.breach for seen in batch.observations] == [Breach.NONE] * 3


def test_a_buffer_that_reaches_beyond_its_block_is_seen_when_it_is_lent(with_statement: Callable[..., str]) -> None:
    short = ("receipt_capacity * sizeof(bp_receipt));", "0 * receipt_capacity - 8);")
    operations = [op.create(3, 3), op.get(), op.get(), op.get()]
    *sound, last = run(with_statement("", "", "", short), [*operations[:1], *operations[1:]])
    # It hands out the one at the end first, for the stack is filled upwards.
    assert (sound[1].breach, sound[1].breach_count) == (Breach.LENT_BEHIND, 8)
    assert (sound[2].breach, last.breach) == (Breach.NONE, Breach.NONE)


@pytest.mark.parametrize(
    ("placement", "at", "words"),
    [
        (Placement.AT_END, BLOCK_BYTES, f"it read behind the block of {BLOCK_BYTES} bytes that create took"),
        (Placement.AT_END, BLOCK_BYTES + 8, f"it read 8 bytes behind the block of {BLOCK_BYTES} bytes that create took"),
        (Placement.AT_BEGINNING, -4, f"it read 4 bytes before the block of {BLOCK_BYTES} bytes that create took"),
    ],
)
def test_a_read_beyond_a_block_at_the_edge_of_its_page_ends_there(
    with_statement: Callable[..., str], placement: Placement, at: int, words: str
) -> None:
    library = with_statement(f"seen = ((const volatile unsigned char *)pool->soa)[{at}];", "", "static volatile int seen;")
    create, *rest = LIFE
    with Worker(resolve(library)) as worker:
        batch = worker.run([create.placed(placement), *rest])
    assert batch.finished == 1
    assert batch.death is not None
    assert (batch.death.cause, batch.death.detail) == (DeathCause.OUT_OF_BOUNDS, words)
    assert [seen.breach for seen in run(library, LIFE)] == [Breach.NONE] * 3  # anywhere else it goes on


def test_a_block_that_was_given_back_can_t_be_read_at_the_edge_of_its_page(with_statement: Callable[..., str]) -> None:
    prelude = "static unsigned char *volatile block;\nstatic volatile int seen;"
    library = with_statement("seen = block[3];", "block = malloc(9); free(block);", prelude)
    with Worker(resolve(library)) as worker:
        death = worker.run([op.create(3, 3).placed(Placement.AT_END), op.get()]).death
    assert death is not None
    assert death.detail == "it read at byte 3 of a block of 9 bytes that create had given back"


def test_a_large_block_holds_nonsense_where_it_is_asked_for(with_statement: Callable[..., str]) -> None:
    relies_on_zero = "*out = NULL; if (((volatile unsigned char *)block)[200000] != 0) return BP_EXHAUSTED;"
    library = with_statement(relies_on_zero, "block = malloc(300000);", "static unsigned char *volatile block;")
    create, get, destroy = LIFE
    statuses = [run(library, [create.placed(each), get, destroy])[1].status for each in Placement]
    assert statuses == [0, 2, 2, 2]


def test_the_lane_looks_beside_blocks_when_a_walk_is_over(with_statement: Callable[..., str]) -> None:
    once = f"if (pool->free_count == 2) ((unsigned char *)pool->soa)[{BLOCK_BYTES}] = 1;"
    with Session(resolve(with_statement(once))) as session:
        replays = [session.replay_in_lane([op.create(3, 3), *[op.get()] * gets]) for gets in (1, 2)]
    assert [replay.place for replay in replays] == [None, 2]


def test_who_looks_at_all_that_is_lent_sees_which_operation_wrote(build: Build, pool_source: PoolSource) -> None:
    library = build(
        pool_source(prelude="#define MOST_BUFFERS 600\n#define IN_GET_SOA if (pool->free_count == 2) pool->soa[50].o[7] = 3;")
    )
    operations = [op.create(600, 1), *[op.get()] * 600, *[op.counters()] * 5]
    with Session(resolve(str(library))) as session:
        in_turn, at_all = (session.run(operations, looks_at_all=each) for each in (False, True))
    assert [at for at, step in enumerate(at_all) if step.observation.disturbed_kind] == [599]
    assert [at for at, step in enumerate(in_turn) if step.observation.disturbed_kind] > [599]


def test_bound_scripts_hold_no_misuse_and_put_every_pool_at_both_edges() -> None:
    scripts = [*bound_scripts((16, 1024))]
    assert len(scripts) == 2 * len(BOUND_SIZES)
    assert not any(operation.is_misuse for script in scripts for operation in script)
    assert {script[0].placement for script in scripts} == {Placement.AT_END, Placement.AT_BEGINNING}


def test_a_sound_pool_goes_through_the_bound_scripts() -> None:
    abilities = Abilities(counts_allocations=True, counts_page_faults=True, watches_bounds=True)
    with Session(resolve("native")) as session:
        judged = [judge(session.run(script), abilities) for script in bound_scripts((16, 1024))]
    assert [found for each in judged for found in each.findings] == []
    assert all(each.checked["BOUND-1"] > 10 for each in judged)


@pytest.mark.parametrize(
    "statement", ["((unsigned char *)pool->soa)[-1] = 1;", "seen = ((const volatile char *)pool->soa)[-1];"]
)
def test_a_saved_program_owns_that_it_can_t_tell_what_lies_beside_a_block(
    with_statement: Callable[..., str], tmp_path: Path, statement: str
) -> None:
    subject = resolve(with_statement(statement, "", "static volatile int seen;"))
    plan = Plan(level=Level.CORE)
    verdicts = {each.requirement.id: each for each in verify(subject, plan).verdicts}
    example = verdicts["BOUND-1"].counterexample
    assert example is not None
    assert example.reproduced
    assert len(example.operations) == 2
    case, program = save_with_program(example, default_contract(), subject, "a pool", tmp_path)
    assert read_case(case.read_text(encoding="utf-8"), case.name).operations == example.operations
    text = program.read_text(encoding="utf-8")
    assert "always 2, for a program can't see this failure by itself" in text
    assert "-fsanitize=address" in text


def test_large_blocks_that_were_given_back_are_not_kept_from_the_subject() -> None:
    life = [op.create(65536, 1 << 20).placed(Placement.AT_END), op.destroy()]
    with Session(resolve("native")) as session:
        trace = session.run(life * 20)
    assert {step.observation.status for step in trace} == {0}
