"""Storage that a contract promises to take: how it lies, what it holds, and what a pool does beside it or when it is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Judge
from poolproof.conformance.observations import Breach, DeathCause, Observation, State
from poolproof.conformance.operations import Operation, Placement
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject
from poolproof.spec.vocabulary import Counter

BuildOf = Callable[..., Subject]

STORAGE_BYTES = 40 + 4 * 24
BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 4\ncounts = [1, 9]\n'
GIVEN = BLOCKS + '[life]\nstorage = "given"\nstorage_fixed = 40\n'
COUNTED = "[counters]\n" + "".join(f'{name} = "exact"\n' for name in ("capacity", "used", "free", "peak"))
REFUSING = GIVEN + 'bad_config = "refused"\n'

POOL = """
#include <sys/mman.h>
#define OWN_pp_create
#define OWN_get
#define OWN_pp_destroy
#include "pool.h"
static unsigned char *storage;
static size_t bytes;
static volatile int seen;
%s
int pp_create(const pp_config *config, pp_pool **out) {
  storage = config->storage;
  bytes = config->storage_bytes;
  int code = core_create(config, out);
  %s
  return code;
}
static int get(pp_pool *pool, void **block) { %s return plain_get(pool, block); }
void pp_destroy(pp_pool *pool) { core_destroy(pool); %s }
"""
TELLING = """
#define OWN_pp_capacity
#define OWN_pp_used
#define OWN_pp_free
#define OWN_pp_peak
"""
TOLD = """
static size_t told[4];
size_t pp_capacity(const pp_pool *pool) { (void)pool; return told[0]; }
size_t pp_used(const pp_pool *pool) { (void)pool; return told[1]; }
size_t pp_free(const pp_pool *pool) { (void)pool; return told[2]; }
size_t pp_peak(const pp_pool *pool) { (void)pool; return told[3]; }
"""


def pool(helpers: str = "", at_create: str = "", at_get: str = "", at_destroy: str = "") -> str:
    return POOL % (helpers, at_create, at_get, at_destroy)


def telling(statements: str) -> str:
    """A pool whose counters are what ``statements`` in its create put into ``told``: capacity, used, free, peak."""
    # core_create fills the blocks, so this comes before it.
    text = pool(TOLD, at_get="").replace("  int code = core_create", f"  {statements}\n  int code = core_create")
    return TELLING + text


def run(subject: Subject, *operations: Operation, looks_at_all: bool = False) -> list[Observation]:
    with Session(subject) as session:
        trace = session.run(operations, looks_at_all=looks_at_all)
    assert [step.death for step in trace] == [None] * len(operations)
    return [step.observation for step in trace]


@pytest.mark.parametrize("placement", Placement)
@pytest.mark.parametrize("align", [1, 8, 64, 2048, 4096, 65536])
@pytest.mark.parametrize("per_block", [24, 29])
def test_it_is_as_large_as_promised_and_aligned_to_no_more_unless_at_an_edge(
    build_of: BuildOf, placement: Placement, align: int, per_block: int
) -> None:
    text = GIVEN.replace("align = 8", "align = 1") + f"storage_align = {align}\nstorage_per_block = {per_block}\n" + COUNTED
    zeros = "for (size_t i = 0; i < bytes; i++) told[2] += storage[i] == 0; memset(storage, 0, bytes);"
    tells = f"told[0] = (uintptr_t)storage & -(uintptr_t)storage; told[1] = bytes; {zeros} told[3] = (uintptr_t)storage % 4096;"
    create = op.create(7, 0).placed(placement).observing_usage()
    seen = run(build_of(text, telling(tells)), create, op.get())[0]
    assert seen.counters_seen == Counter(15)
    assert (seen.counted_used, seen.counted_free) == (40 + 7 * per_block, 0)
    if placement < Placement.AT_END or align > 4096:
        assert seen.counted_capacity == align
    assert seen.counted_capacity % align == 0
    if placement == Placement.AT_END:
        assert -(seen.counted_peak + 40 + 7 * per_block) % 4096 < min(align, 4096)
    if placement == Placement.AT_BEGINNING:
        assert seen.counted_peak == 0


def test_it_holds_other_rubbish_each_time(build_of: BuildOf) -> None:
    subject = build_of(GIVEN + COUNTED, telling("memcpy(told, storage, sizeof told);"))
    life = [op.create_default().observing_usage(), op.destroy()]
    operations = [each for _ in range(400) for each in life]
    contents = {seen.counted_capacity for seen in run(subject, *operations)[::2]}
    assert len(contents) == 400
    assert all(0 not in each.to_bytes(8, "little") for each in contents)
    again = {seen.counted_capacity for seen in run(subject, *operations)[::2]}
    assert again == contents  # as in every run


@pytest.mark.parametrize(
    ("reuses", "places"), [((False,) * 7, [0, 1, 0, 1, 0, 1, 0]), ((True,) * 4, [0, 0, 0, 0]), ((False, True, True), [0, 1, 1])]
)
def test_some_of_the_time_a_pool_lies_where_an_earlier_one_did(
    build_of: BuildOf, reuses: tuple[bool, ...], places: list[int]
) -> None:
    subject = build_of(GIVEN + COUNTED, telling("told[0] = (uintptr_t)storage;"))
    operations = [each for reuse in reuses for each in (op.create_default().observing_usage(), op.destroy(reuse=reuse))]
    addresses = [seen.counted_capacity for seen in run(subject, *operations)[::2]]
    assert [sorted(set(addresses), key=addresses.index).index(each) for each in addresses] == places


def test_a_sound_pool_lives_in_it_and_nothing_is_said(build_of: BuildOf) -> None:
    life = [op.create_default(), op.get(), op.get(), op.write(7), op.give_back(), op.destroy()]
    for align in (8, 4096):
        text = GIVEN.replace("align = 8", f"align = {align}") + COUNTED
        subject = build_of(
            text.replace("storage_fixed = 40", f"storage_fixed = 40\nstorage_per_block = {align if align > 8 else 24}")
        )
        operations = [each for placement in Placement for each in (life[0].placed(placement), *life[1:])]
        for seen in run(subject, *operations * 3, looks_at_all=True):
            assert (seen.state, seen.status, seen.breach, seen.stale_block_bytes) == (State.DONE, 0, Breach.NONE, 0)


@pytest.mark.parametrize(
    ("statement", "breach", "distance", "count"),
    [
        ("storage[bytes] = 1;", Breach.BEHIND, 0, 1),
        ("storage[bytes + 9] = 1;", Breach.BEHIND, 9, 1),
        ("storage[-1] = 1;", Breach.BEFORE, 0, 1),
        ("memset(storage - 8, 1, 4);", Breach.BEFORE, 4, 4),
    ],
)
def test_what_is_written_beside_it_is_told_at_the_operation_that_wrote(
    build_of: BuildOf, statement: str, breach: Breach, distance: int, count: int
) -> None:
    subject = build_of(GIVEN, pool(at_get=statement))
    created, got, destroyed = run(subject, op.create_default(), op.get(), op.destroy())
    assert (created.breach, destroyed.breach) == (Breach.NONE, Breach.NONE)  # it is told once
    assert (got.breach, got.breach_distance, got.breach_count) == (breach, distance, count)
    assert (got.breach_of_storage, got.breach_block_bytes) == (1, STORAGE_BYTES)


@pytest.mark.parametrize(
    ("placement", "at", "words"),
    [
        (Placement.AT_END, "bytes", f"it read behind the storage of {STORAGE_BYTES} bytes that create was given"),
        (Placement.AT_END, "bytes + 15", f"it read 15 bytes behind the storage of {STORAGE_BYTES} bytes that create was given"),
        (Placement.AT_BEGINNING, "-9", f"it read 9 bytes before the storage of {STORAGE_BYTES} bytes that create was given"),
    ],
)
def test_who_reads_beyond_its_slack_ends_there(build_of: BuildOf, placement: Placement, at: str, words: str) -> None:
    subject = build_of(GIVEN, pool(at_get=f"seen = ((volatile unsigned char *)storage)[{at}];"))
    with Session(subject) as session:
        *_, last = session.run([op.create_default().placed(placement), op.get()])
    assert last.death is not None
    assert (last.death.cause, last.death.detail) == (DeathCause.OUT_OF_BOUNDS, words)
    assert run(subject, op.create_default(), op.get())[1].status == 0  # anywhere else it goes on


def test_a_create_that_reads_beyond_it_at_an_edge_is_blamed_for_that_alone(build_of: BuildOf) -> None:
    subject = build_of(GIVEN, pool(at_create="seen = ((volatile unsigned char *)storage)[bytes];"))
    with Session(subject) as session:
        (step,) = session.run([op.create_default().placed(Placement.AT_END)])
    judge = Judge(Abilities(counts_allocations=True), subject.contract)
    assert [finding.requirements for finding in judge.observe(step)] == [("BOUND-1",)]


def test_what_is_written_to_it_once_its_pool_has_ended_is_told(build_of: BuildOf) -> None:
    once = "static unsigned char *old; static int lives;"
    keeps_it = "if (lives++ == 0) old = storage; else old[5] = 1;"
    subject = build_of(GIVEN, pool(once, at_create=keeps_it))
    operations = (op.create_default(), op.destroy(), op.create_default(), op.destroy())
    _, _, created, destroyed = run(subject, *operations)
    assert (created.stale_block_bytes, created.stale_at, created.stale_count) == (STORAGE_BYTES, 5, 1)
    assert destroyed.stale_block_bytes == 0
    with Session(subject) as session:
        *_, last = session.run(
            [each.placed(Placement.AT_END) if at % 2 == 0 else each for at, each in enumerate(operations)][:3]
        )
    assert last.death is not None
    assert last.death.detail == f"it wrote at byte 5 of the storage of {STORAGE_BYTES} bytes of a pool that has ended"


def test_what_destroy_writes_there_is_no_fault(build_of: BuildOf) -> None:
    subject = build_of(GIVEN, pool(at_destroy="memset(storage, 0, bytes);"))
    for placement in Placement:
        for seen in run(subject, *[op.create_default().placed(placement), op.destroy()] * 5):
            assert (seen.state, seen.breach, seen.stale_block_bytes) == (State.DONE, Breach.NONE, 0)


@pytest.mark.parametrize("statement", ["free(storage);", "munmap(storage, bytes);", "storage = realloc(storage, 1);"])
def test_who_gives_it_back_ends_there(build_of: BuildOf, statement: str) -> None:
    with Session(build_of(GIVEN, pool(at_destroy=statement))) as session:
        *_, last = session.run([op.create_default(), op.destroy()])
    assert last.death is not None
    assert (last.death.cause, last.death.detail) == (
        DeathCause.OUT_OF_BOUNDS,
        "it gave back the storage that create was given",
    )


@pytest.mark.parametrize(
    ("lent", "breach", "count"),
    [
        ("own", Breach.NONE, 0),
        ("storage + bytes - 24", Breach.NONE, 0),
        ("storage + bytes - 16", Breach.LENT_BEHIND, 8),
        ("storage - 8", Breach.LENT_BEFORE, 8),
        ("storage + bytes + 8", Breach.LENT_BEHIND, 24),
        ("storage + bytes + 2000", Breach.LENT_BEHIND, 24),
    ],
)
def test_what_is_lent_lies_in_it_or_elsewhere_but_not_beside(build_of: BuildOf, lent: str, breach: Breach, count: int) -> None:
    subject = build_of(GIVEN, pool(at_get=f"static unsigned char own[24]; (void)own; (void)pool; *block = {lent}; return 0;"))
    seen = run(subject, op.create_default().placed(Placement.AT_END), op.get())[1]
    assert (seen.breach, seen.breach_count, seen.breach_of_storage) == (breach, count, breach != Breach.NONE)


def test_what_is_lent_of_a_pool_that_has_ended_is_told(build_of: BuildOf) -> None:
    once = "static unsigned char *old; static int lives;"
    lends = "if (lives > 1) { *block = old; return 0; }"
    subject = build_of(GIVEN, pool(once, at_create="if (lives++ == 0) old = storage;", at_get=lends))
    seen = run(subject, op.create_default(), op.destroy(), op.create_default(), op.get())[-1]
    assert (seen.breach, seen.breach_distance, seen.breach_block_bytes) == (Breach.LENT_GIVEN_BACK, 0, STORAGE_BYTES)


def test_large_storage_of_a_pool_that_has_ended_can_t_be_touched(build_of: BuildOf) -> None:
    once = "static unsigned char *old; static int lives;"
    keeps_it = "if (lives++ == 0) old = storage; else old[5] = 1;"
    subject = build_of(GIVEN + "storage_per_block = 2000000\n", pool(once, at_create=keeps_it))
    with Session(subject) as session:
        *_, last = session.run([op.create_default(), op.destroy(), op.create(3, 0)])
    assert last.death is not None
    assert last.death.detail == "it wrote at byte 5 of the storage of 8000040 bytes of a pool that has ended"


def test_a_create_that_is_refused_leaves_it_to_the_next(build_of: BuildOf) -> None:
    refuses = pool(at_create="storage[0] = 9;")
    subject = build_of(REFUSING + COUNTED, refuses)
    for count in (0, 10, 1 << 20, (1 << 32) - 1):
        *refused, accepted, got = run(subject, *[op.create(count, 0)] * 30, op.create_default(), op.get())
        assert {(seen.status != 0, seen.out, seen.stale_block_bytes) for seen in refused} == {(True, -1, 0)}
        assert (accepted.status, got.status, got.breach) == (0, 0, Breach.NONE)
    refusing = build_of(REFUSING + COUNTED, telling("told[0] = (uintptr_t)storage; if (told[1]++ == 0) return 5;"))
    first, second = run(refusing, op.create_default().observing_usage(), op.create_default().observing_usage())
    assert (first.status, second.status) == (5, 0)


@pytest.mark.parametrize(("count", "bytes_given"), [(0, 40), (10, 280), (11, 280), ((1 << 32) - 1, 280)])
def test_who_is_to_refuse_a_count_is_given_no_more_than_the_first_such_count_needs(
    build_of: BuildOf, count: int, bytes_given: int
) -> None:
    subject = build_of(REFUSING + COUNTED, telling("told[0] = told[1]; told[1] = bytes;"))
    refused, accepted = run(subject, op.create(count, 0), op.create_default().observing_usage())
    assert (refused.status != 0, accepted.counted_capacity, accepted.counted_used) == (True, bytes_given, STORAGE_BYTES)


@pytest.mark.parametrize("per_block", [100_000, 2_000_000])
def test_it_is_no_memory_of_the_subject_s(build_of: BuildOf, per_block: int) -> None:
    subject = build_of(GIVEN + f"storage_per_block = {per_block}\n", pool())
    life = [op.create_default(), op.get(), op.destroy()]
    seen = run(subject, *life * 12)
    pages = {each.virtual_pages for each in seen if each.virtual_pages}
    assert len(pages) == 1
    assert {each.live_bytes for each in seen[2::3]} == {seen[2].live_bytes}
    assert seen[3].held_bytes < 100000


def test_pools_that_are_never_destroyed_keep_theirs(build_of: BuildOf) -> None:
    subject = build_of(GIVEN + 'destroy = "none"\n' + COUNTED, telling("told[0] = (uintptr_t)storage;"))
    with Session(subject) as session:
        runs = [session.run([op.create_default(pool).observing_usage() for pool in range(3)]) for _ in range(20)]
    addresses = [step.observation.counted_capacity for trace in runs for step in trace]
    assert len(set(addresses)) == len(addresses) == 60
