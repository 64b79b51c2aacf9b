"""What a session sees when it looks at blocks and records: in each test a pool in which there is something to find."""

from __future__ import annotations

import platform
from collections.abc import Callable

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.observations import Observation
from poolproof.conformance.subjects import Subject
from poolproof.spec.vocabulary import CallerVariable, LentKind, OutFlag

BuildOf = Callable[..., Subject]
Observe = Callable[..., list[Observation]]


def blocks(size: int, align: int = 1, count: int = 4, more: str = "") -> str:
    return f'contract = 1\nname = "tried"\n[block]\nsize = {size}\nalign = {align}\ncount = {count}\n{more}'


ZERO = '[contents]\nat_get = "zero"\n'
KEPT = '[contents]\nat_get = "kept"\n'
SIZES = [(1, 1), (13, 1), (24, 8), (64, 64), (40, 4096), (4096, 8), (65536, 4096)]
GET_AND_GET_AGAIN = (op.create_default(), op.get(), op.write(0x1122334455667788), op.give_back(), op.get())


def hook(name: str, body: str) -> str:
    """The sound pool with one function of its own, in which ``pool`` and ``number`` are at hand."""
    return f"""#define OWN_{name}
#include "pool.h"
static void {name}(pp_pool *pool, uint32_t number) {{ {body} }}
"""


def placed(body: str, of: str = "block") -> str:
    """The sound pool whose blocks, or records, lie elsewhere: where ``at`` points after these statements."""
    return f"""#define OWN_{of}_at
#include "pool.h"
static unsigned char *{of}_at(const pp_pool *pool, uint32_t number) {{
  unsigned char *at = plain_{of}_at(pool, number);
  {body}
  return at;
}}
"""


@pytest.mark.parametrize(("size", "align"), SIZES)
@pytest.mark.parametrize(("contents", "due"), [(ZERO, 0), (ZERO.replace("zero", "0xDD"), 0xDD), (KEPT, None)])
def test_a_wrong_byte_at_the_end_of_a_block_is_seen(
    size: int, align: int, contents: str, due: int | None, build_of: BuildOf, observe: Observe
) -> None:
    source = hook("prepare", "plain_prepare(pool, number); block_at(pool, number)[BLOCK_SIZE - 1] ^= 1;")
    seen = observe(build_of(blocks(size, align, count=1, more=contents), source), *GET_AND_GET_AGAIN)[-1]
    last = range((size - 1) // 8 * 8, size)
    word = bytes((0x1122334455667788 >> 8 * (at % 8)) & 0xFF if due is None else due for at in last)
    expected = int.from_bytes(word, "little")
    assert (seen.dirty_count, seen.dirty_at, seen.dirty_expected) == (1, (size - 1) // 8, expected)
    assert seen.dirty_value == expected ^ 1 << 8 * (len(last) - 1)


def test_a_block_that_was_never_lent_or_revoked_may_hold_anything(build_of: BuildOf, observe: Observe) -> None:
    source = hook("prepare", "static int times; memset(block_at(pool, number), ++times, BLOCK_SIZE);")
    subject = build_of(
        blocks(24, 8, more=KEPT + '[order]\nreuse = "lifo"\nafter_clear = "as-created"\n[life]\nclear = true\n'), source
    )
    seen = observe(subject, op.create_default(), op.get(), op.get(), op.give_back(), op.clear(), op.get(), op.get())
    assert [each.dirty_count for each in seen] == [0] * 7
    assert observe(subject, *GET_AND_GET_AGAIN)[-1].dirty_count == 3


@pytest.mark.parametrize("size", [1, 13, 24, 64, 65536])
def test_blocks_that_share_a_byte_overlap(size: int, build_of: BuildOf, observe: Observe) -> None:
    gets = [op.create_default(), *(op.get() for _ in range(4))]
    shared = placed("if (number == 2) at = plain_block_at(pool, 1) + BLOCK_SIZE - 1;")
    subject = build_of(blocks(size, more='[order]\nfresh = "ascending"\n'), shared)
    seen = observe(subject, *gets)
    assert [each.overlaps_kind for each in seen[:3]] == [0, 0, 0]
    if size == 1:
        assert (seen[3].out, seen[3].out_flags & OutFlag.NEW) == (1, 0)  # the same block
    else:
        assert (seen[3].overlaps_kind, seen[3].overlaps_index) == (LentKind.BLOCK, 1)
        assert seen[3].out_flags & OutFlag.OVERLAPS
    assert seen[4].overlaps_kind == 0 or size > 1


def test_a_record_in_a_block_overlaps_it(build_of: BuildOf, observe: Observe) -> None:
    inside = placed("at = block_at(pool, 0) + BLOCK_SIZE - 1 - number;", of="record")
    subject = build_of(blocks(65536, more='[order]\nfresh = "ascending"\n[sequence]\nsize = 1\ncount = 3\n'), inside)
    seen = observe(subject, op.create_default(), op.take(), op.get(), op.take())
    assert (seen[2].overlaps_kind, seen[2].overlaps_index) == (LentKind.RECORD, 0)
    assert (seen[3].overlaps_kind, seen[3].overlaps_index) == (LentKind.BLOCK, 0)


@pytest.mark.parametrize(("align", "by"), [(2, 1), (8, 4), (64, 32), (4096, 64)])
def test_a_block_that_is_aligned_to_less_is_misaligned(align: int, by: int, build_of: BuildOf, observe: Observe) -> None:
    subject = build_of(blocks(1, align), placed(f"at += number == 0 ? 0 : {by};"))
    flags = [each.out_flags & OutFlag.MISALIGNED for each in observe(subject, op.create_default(), op.get(), op.get())]
    assert sorted(flags) == [0, 0, OutFlag.MISALIGNED]


RECORDS = "[sequence]\nsize = 21\ncount = 3\nnumber_at = 5\nalign = {}\n"
TAKES = (
    op.create_default(),
    op.take(),
    op.write_record(2**64 - 1),
    op.take(),
    op.reset(),
    op.take(),
)


def test_a_record_is_looked_at_but_for_its_number(build_of: BuildOf, observe: Observe) -> None:
    seen = observe(build_of(blocks(24, more=RECORDS.format(8))), *TAKES)
    assert [each.receipt_id for each in seen] == [0, 0, 0, 1, 0, 0]
    assert [each.dirty_count for each in seen] == [0] * 6
    dirty = hook("prepare_record", "plain_prepare_record(pool, number); record_at(pool, number)[RECORD_SIZE - 1] = 7;")
    seen = observe(build_of(blocks(24, more=RECORDS.format(8)), dirty), *TAKES)
    assert (seen[1].dirty_count, seen[1].dirty_at, seen[1].dirty_value) == (1, 2, 7 << 32)
    seen = observe(build_of(blocks(24, more=RECORDS.format(8).replace("number_at = 5\n", "")), dirty), *TAKES)
    assert [each.dirty_count for each in seen] == [0] * 6
    crooked = placed("at += 1;", of="record")
    assert observe(build_of(blocks(24, more=RECORDS.format(32)), crooked), *TAKES)[1].out_flags & OutFlag.MISALIGNED


@pytest.mark.parametrize(("size", "align"), SIZES)
def test_a_write_to_the_last_byte_of_what_is_lent_is_seen(size: int, align: int, build_of: BuildOf, observe: Observe) -> None:
    source = """#define OWN_retire
#include "pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  for (uint32_t other = 0; other < 2; ++other)
    if (pool->states[other] == STATE_LENT && other != number) block_at(pool, other)[BLOCK_SIZE - 1] ^= 1;
}
"""
    operations = (
        op.create_default(),
        op.get(),
        op.get(),
        op.write(0x55, 0),
        op.write(0x55, 1),
        op.give_back(),
    )
    subject = build_of(blocks(size, align, count=2), source)
    seen = observe(subject, *operations)
    assert [each.disturbed_kind for each in seen[:-1]] == [0] * 5
    assert (seen[-1].disturbed_kind, seen[-1].disturbed_word) == (LentKind.BLOCK, (size - 1) // 8)
    assert seen[-1].disturbed_expected ^ seen[-1].disturbed_found == 1 << 8 * ((size - 1) % 8)


POISON = '[contents]\nwhile_free = "0x5A"\n'
FREE_KEPT = '[contents]\nwhile_free = "kept"\n'


@pytest.mark.parametrize(("size", "align"), SIZES)
@pytest.mark.parametrize("contents", [POISON, FREE_KEPT])
def test_a_wrong_byte_at_the_end_of_a_free_block_is_seen_once(
    size: int, align: int, contents: str, build_of: BuildOf, observe: Observe
) -> None:
    source = hook("retire", "plain_retire(pool, number); block_at(pool, number)[BLOCK_SIZE - 1] ^= 1;")
    operations = (*GET_AND_GET_AGAIN[:4], op.hold(), op.get(), op.give_back())
    seen = observe(build_of(blocks(size, align, count=1, more=contents), source), *operations)
    assert [each.changed_free_kind for each in seen] == [0, 0, 0, LentKind.BLOCK, 0, 0, LentKind.BLOCK]
    assert (seen[3].changed_free_index, seen[3].changed_free_word) == (0, (size - 1) // 8)
    assert seen[3].changed_free_expected ^ seen[3].changed_free_found == 1 << 8 * ((size - 1) % 8)


def test_what_changes_long_after_its_return_is_seen(build_of: BuildOf, observe: Observe) -> None:
    later = """#define OWN_prepare
#include "pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  for (uint32_t other = 0; other < BLOCK_COUNT; ++other)
    if (pool->states[other] == STATE_RETURNED && pool->free_count == 1) block_at(pool, other)[3] = 0;
}
"""
    subject = build_of(blocks(24, 8, count=3, more=POISON + '[order]\nreuse = "fifo"\n'), later)
    seen = observe(subject, op.create_default(), op.get(), op.give_back(), op.get(), op.get())
    assert [each.changed_free_kind for each in seen] == [0, 0, 0, 0, LentKind.BLOCK]
    assert seen[-1].changed_free_index == 0


def test_what_a_clear_freed_is_not_looked_at(build_of: BuildOf, observe: Observe) -> None:
    clears = """#define OWN_pp_clear
#include "pool.h"
void pp_clear(pp_pool *pool) {
  core_clear(pool);
  memset(block_at(pool, 0), 1, BLOCK_COUNT * BLOCK_STRIDE);
}
"""
    text = blocks(24, 8, count=3, more=POISON + '[order]\nafter_clear = "as-created"\n[life]\nclear = true\n')
    operations = (op.create_default(), op.get(), op.get(), op.give_back(), op.clear(), op.get(), op.give_back())
    seen = observe(build_of(text, clears), *operations, looks_at_all=True)
    assert [each.changed_free_kind for each in seen] == [0] * len(operations)


KEEPS_CONFIG = """#define OWN_pp_create
#define OWN_prepare
#include "pool.h"
static pp_config *given;
int pp_create(const pp_config *config, pp_pool **out) {
  if (config->struct_bytes != sizeof *config || config->block_size != BLOCK_SIZE) return 9;
  if (config->block_align != BLOCK_ALIGN || config->storage != NULL || config->storage_bytes != 0) return 8;
  given = (pp_config *)(uintptr_t)config;
  return core_create(config, out);
}
static void prepare(pp_pool *pool, uint32_t number) { plain_prepare(pool, number); given->block_align = 4096; }
"""


def test_a_config_that_is_written_to_later_is_seen(build_of: BuildOf, observe: Observe) -> None:
    seen = observe(build_of(blocks(24, 8), KEEPS_CONFIG), op.create_default(), op.hold(), op.get())
    assert [each.variable for each in seen] == [0, 0, CallerVariable.CONFIG]
    assert (seen[-1].variable_place, seen[-1].variable_number, seen[-1].variable_after) == (0, 3, 4096)


THREAD_LOCAL = """#define OWN_prepare
#include "pool.h"
static _Thread_local char marks[9999];
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  for (uint32_t at = 0; at < sizeof marks; at += 1000) marks[at]++;
}
"""


def test_thread_local_storage_is_no_memory_of_the_pool(build_of: BuildOf, observe: Observe) -> None:
    subject = build_of(blocks(24, 8, more="[hot]\n"), THREAD_LOCAL)
    seen = observe(subject, op.create_default(), op.get(), op.give_back(), op.destroy())
    assert (seen[1].allocations, seen[1].system_calls, seen[1].page_faults) == (0, 0, 0)
    assert seen[-1].live_bytes == 0


FILLS_AT_ONCE = hook(
    "prepare",
    """
  void *at = block_at(pool, number);
  size_t left = BLOCK_SIZE;
  __asm__ volatile("rep stosb" : "+D"(at), "+c"(left) : "a"(0x77) : "memory");
""",
)
COPIES_AT_ONCE = hook(
    "prepare",
    """
  static uint64_t from[BLOCK_SIZE / 8];
  for (size_t word = 0; word < BLOCK_SIZE / 8; word++) from[word] = 0x7777777777777777;
  void *at = block_at(pool, number), *source = from;
  size_t left = BLOCK_SIZE / 8;
  __asm__ volatile("rep movsq" : "+D"(at), "+S"(source), "+c"(left) : : "memory");
""",
)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the instructions are those of x86-64")
@pytest.mark.parametrize("source", [FILLS_AT_ONCE, COPIES_AT_ONCE], ids=["fills", "copies"])
@pytest.mark.parametrize("size", [64, 4096, 1 << 20])
def test_a_string_instruction_is_one_however_far_it_goes(size: int, source: str, build_of: BuildOf, observe: Observe) -> None:
    subject = build_of(blocks(size, 8, count=1, more='[contents]\nat_get = "0x77"\n'), source)
    seen = observe(subject, op.create_default(), op.get().stepped())[-1]
    assert (seen.status, seen.dirty_count) == (0, 0)
    assert seen.instructions > 0
    if source is FILLS_AT_ONCE:
        assert seen.instructions < 500
