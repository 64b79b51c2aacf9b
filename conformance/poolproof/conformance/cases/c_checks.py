"""The checks of a C reproducer, and what they are made of: functions that a program gets where it calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CHECKS: Final[Mapping[str, str]] = {
    "went_another_way": """\
static void went_another_way(int step, const char *what) {
  printf("step %d went another way: %s\\n", step, what);
  exit(2);
}""",
    "shown": """\
static void shown(int step, const char *what) {
  printf("step %d: %s\\nexpected: %s\\nobserved when the case was saved: %s\\n", step, what, EXPECTED, OBSERVED);
  exit(1);
}""",
    "answers": """\
/* What was right until the step that fails: if it is not, this is another story. */
static void answers(int step, int answered, int expected) {
  if (answered != expected) went_another_way(step, "another status");
}""",
    "same": """\
static void same(int step, const void *out, const void *expected) {
  if (out != expected) went_another_way(step, "another block was handed out");
}""",
    "must_answer": """\
static void must_answer(int step, int answered, int expected) {
  static char text[64];
  if (answered == expected) return;
  snprintf(text, sizeof text, "it answers %d, not %d", answered, expected);
  shown(step, text);
}""",
    "must_answer_either": """\
static void must_answer_either(int step, int answered, int one, int other) {
  static char text[64];
  if (answered == one || answered == other) return;
  snprintf(text, sizeof text, "it answers %d, not %d or %d", answered, one, other);
  shown(step, text);
}""",
    "must_refuse": """\
static void must_refuse(int step, int answered) {
  if (answered == 0) shown(step, "it is not refused");
}""",
    "must_be_null": """\
static void must_be_null(int step, const void *out) {
  if (out != NULL) shown(step, out == (const void *)untouched ? "*out was not written" : "*out names something");
}""",
    "must_be_given": """\
static void must_be_given(int step, const void *out) {
  if (out == NULL || out == (const void *)untouched) shown(step, "nothing in *out");
}""",
    "must_be_aligned": """\
static void must_be_aligned(int step, const void *block, size_t align) {
  if ((uintptr_t)block % align != 0) shown(step, "the address is no multiple of what it should be aligned to");
}""",
    "must_not_share": """\
static void must_not_share(int step, const void *block, size_t bytes, const void *lent, size_t lent_bytes) {
  uintptr_t one = (uintptr_t)block, other = (uintptr_t)lent;
  if (one < other + lent_bytes && other < one + bytes) shown(step, "it shares bytes with a block that is lent");
}""",
    "must_be": """\
static void must_be(int step, const void *block, const void *expected) {
  if (block != expected) shown(step, "another block was handed out");
}""",
    "must_be_one_of": """\
static void must_be_one_of(int step, const void *block, const void *const *right, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (block == right[i]) return;
  }
  shown(step, "another block was handed out");
}""",
    "must_not_be": """\
static void must_not_be(int step, const void *block, const void *known) {
  if (block == known) shown(step, "a block that was handed out before");
}""",
    "must_lie_above": """\
static void must_lie_above(int step, const void *block, const void *other) {
  if ((uintptr_t)block <= (uintptr_t)other) shown(step, "it lies below a block that it should lie above");
}""",
    "must_lie_below": """\
static void must_lie_below(int step, const void *block, const void *other) {
  if ((uintptr_t)block >= (uintptr_t)other) shown(step, "it lies above a block that it should lie below");
}""",
    "must_hold": """\
static void must_hold(int step, const void *block, unsigned byte, size_t first, size_t end) {
  static char text[64];
  for (size_t at = first; at < end; ++at) {
    unsigned found = ((const unsigned char *)block)[at];
    if (found == byte) continue;
    snprintf(text, sizeof text, "byte %zu is 0x%02X, not 0x%02X", at, found, byte);
    shown(step, text);
  }
}""",
    "must_have_number": """\
static void must_have_number(int step, const void *record, size_t at, uint64_t expected) {
  uint64_t number = 0;
  memcpy(&number, (const unsigned char *)record + at, sizeof number);
  if (number != expected) shown(step, "another number in it");
}""",
    "must_still_hold": """\
static void must_still_hold(int step, const void *block, const void *was, size_t bytes) {
  if (memcmp(block, was, bytes) != 0) shown(step, "a block that is lent was changed");
}""",
    "must_be_as_before": """\
static void must_be_as_before(int step, const void *block, const void *was, size_t bytes) {
  if (memcmp(block, was, bytes) != 0) shown(step, "a block holds something else than its last holder left there");
}""",
    "must_keep": """\
static void must_keep(int step, const void *variable, const void *left_there) {
  if (variable != left_there) shown(step, "the variable of an earlier call was changed");
}""",
    "put": """\
static void put(void *block, size_t word, uint64_t value) {
  memcpy((unsigned char *)block + 8 * word, &value, sizeof value);
}""",
    "put_part": """\
static void put_part(void *block, size_t bytes, size_t word, uint64_t value) {
  memcpy((unsigned char *)block + 8 * word, &value, bytes - 8 * word < 8 ? bytes - 8 * word : 8);
}""",
    "on_the_stack": """\
/* Above every frame. */
static void *on_the_stack(void) {
  extern char **environ;
  return (void *)((uintptr_t)environ & ~(uintptr_t)63);
}""",
}
