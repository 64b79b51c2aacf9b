#define _GNU_SOURCE
#include "operations.h"

#include <string.h>

#include "stamps.h"

static uint32_t held_at_most(const char *program, bool *is_closed) {
  uint32_t held = 0, most = 0;
  for (const char *letter = program; *letter != '\0'; ++letter) {
    if (*letter == 'g') ++held;
    if (*letter == 'r' || *letter == 'a') held -= held != 0;
    if (held > most) most = held;
  }
  if (held != 0 || strspn(program, "gra") != strlen(program)) *is_closed = false;
  return most;
}

struct programs operations_programs(void) {
  struct programs programs = {.are_closed = true};
  uint32_t most = job.lent;
  for (uint32_t i = 0; i < job.callers; ++i) most += held_at_most(job.programs[i], &programs.are_closed);
  programs.may_be_refused = most > job.count && job.terms.exhausted.how != ANSWER_GROWS;
  return programs;
}

static void find(const struct caller *caller, enum wrong wrong, int32_t block, int64_t value, int32_t other) {
  const bool in_look = caller->number == job.callers;
  callers_find((struct finding){{wrong, caller->number, block, value}, other, in_look});
}

static void note_call(struct caller *caller, enum call_kind kind, int32_t block) {
  callers_note(caller, (struct event){.thread = (uint8_t)caller->number, .kind = kind, .block = (int8_t)block});
}

static void note_answer(struct caller *caller, enum call_kind kind, int32_t block, uint32_t answer, int64_t value) {
  callers_note(caller, (struct event){(uint8_t)caller->number, true, kind, (int8_t)block, (uint8_t)answer, value});
}

static bool is_refusal(struct answer promised, int status) {
  return promised.how != ANSWER_REFUSED || promised.code == 0 || promised.code == status;
}

static void look_at_content(const struct caller *caller, uint32_t block) {
  uint64_t wanted = job.terms.at_get_byte * UINT64_C(0x0101010101010101), seen;
  if (job.terms.at_get == FILL_ANY) return;
  if (job.terms.at_get == FILL_KEPT) wanted = atomic_load_explicit(&left[block], memory_order_relaxed);
  if (job.terms.at_get == FILL_KEPT && wanted == 0) return;
  if (stamp_stands(pool_block(block), job.terms.block_bytes, wanted, &seen)) return;
  find(caller, WRONG_CONTENT, (int32_t)block, 0, stamp_thread(seen));
}

static void take_in(struct caller *caller, uint32_t block) {
  const int8_t holder = atomic_load_explicit(&holders[block], memory_order_relaxed);
  atomic_store_explicit(&holders[block], (int8_t)caller->number, memory_order_relaxed);
  if (holder != FREE_BLOCK) {
    find(caller, WRONG_TWO_HOLDERS, (int32_t)block, 0, holder);
    return;
  }
  look_at_content(caller, block);
  const uint64_t stamp = stamp_of(caller->number, block, ++caller->stamped);
  stamp_write(pool_block(block), job.terms.block_bytes, stamp);
  caller->stamps[block] = stamp;
  if (caller->held_count < BLOCKS_AT_MOST) caller->held[caller->held_count++] = (int8_t)block;
}

/* Where a pool may lend more than its count, one that was never seen gets a number. */
static int32_t number_of(const void *block) {
  static atomic_flag is_numbered = ATOMIC_FLAG_INIT;
  for (uint32_t i = 0; i < job.count; ++i) {
    if (pool_block(i) == block) return (int32_t)i;
  }
  if (job.terms.is_at_least == 0) return -1;
  while (atomic_flag_test_and_set(&is_numbered)) {
  }
  const int32_t number = pool_number_of(block);
  atomic_flag_clear(&is_numbered);
  return number;
}

bool operations_get(struct caller *caller, bool may_be_refused) {
  void *block = NULL;
  note_call(caller, CALL_GET, -1);
  const int status = pool_get(&block);
  if (status != 0) {
    note_answer(caller, CALL_GET, -1, SAID_NONE_FREE, status);
    if (!is_refusal(job.terms.exhausted, status)) find(caller, WRONG_STATUS, -1, status, -1);
    if (!may_be_refused) find(caller, caller->number == job.callers ? WRONG_LOST : WRONG_REFUSED, -1, caller->held_count, -1);
    return false;
  }
  const int32_t number = number_of(block);
  if (number < 0) {
    if (unfit[0] == '\0') find(caller, WRONG_ADDRESS, -1, (int64_t)(intptr_t)block, -1);
    return false;
  }
  note_answer(caller, CALL_GET, number, (uint32_t)number, 0);
  take_in(caller, (uint32_t)number);
  return true;
}

static void look_at(const struct caller *caller, uint32_t block) {
  uint64_t seen;
  const int8_t holder = atomic_load_explicit(&holders[block], memory_order_relaxed);
  if (holder != (int8_t)caller->number) {
    /* The other one may have returned it already. */
    const int32_t other = holder != FREE_BLOCK ? holder : job.callers == 2 ? 1 - (int32_t)caller->number : -1;
    find(caller, WRONG_TWO_HOLDERS, (int32_t)block, 0, other);
  } else if (!stamp_stands(pool_block(block), job.terms.block_bytes, caller->stamps[block], &seen)) {
    find(caller, WRONG_OVERWRITTEN, (int32_t)block, 0, stamp_thread(seen));
  }
}

void operations_look_at_held(const struct caller *caller) {
  for (uint32_t i = 0; i < caller->held_count; ++i) look_at(caller, (uint32_t)caller->held[i]);
}

static int32_t taken_out(struct caller *caller, bool is_newest) {
  if (caller->held_count == 0) return -1;
  const int8_t block = is_newest ? caller->held[caller->held_count - 1] : caller->held[0];
  if (!is_newest) memmove(caller->held, caller->held + 1, caller->held_count - 1);
  --caller->held_count;
  look_at(caller, (uint32_t)block);
  atomic_store_explicit(&left[block], caller->stamps[block], memory_order_relaxed);
  return block;
}

void operations_return(struct caller *caller, int32_t block) {
  if (block < 0) return;
  note_call(caller, CALL_RETURN, block);
  atomic_store_explicit(&holders[block], FREE_BLOCK, memory_order_relaxed);
  const int status = pool_return(pool_block((uint32_t)block));
  const struct answer promised = job.terms.of_double;
  const bool is_looked_at = promised.how != ANSWER_IGNORED;
  note_answer(caller, CALL_RETURN, block, status != 0 && is_looked_at ? SAID_NOT_TAKEN : SAID_TAKEN, status);
  if (status != 0 && is_looked_at && (promised.how != ANSWER_REFUSED || !is_refusal(promised, status))) {
    find(caller, WRONG_STATUS, block, status, -1);
  }
}

void operations_count(struct caller *caller, enum call_kind kind) {
  note_call(caller, kind, -1);
  const uint64_t counted = pool_count(kind == CALL_USED ? COUNTER_USED : COUNTER_FREE);
  const uint64_t told = counted > BLOCKS_AT_MOST ? BLOCKS_AT_MOST + 1 : counted;
  note_answer(caller, kind, -1, SAID_COUNT + (uint32_t)told, (int64_t)counted);
}

void operations_lend(uint32_t block) {
  const uint64_t stamp = stamp_of(LENT_BEFORE, block, 0);
  stamp_write(pool_block(block), job.terms.block_bytes, stamp);
  atomic_store_explicit(&left[block], stamp, memory_order_relaxed);
  atomic_store_explicit(&holders[block], LENT_BEFORE, memory_order_relaxed);
}

void operations_run(struct caller *caller, bool may_be_refused) {
  for (const char *letter = job.programs[caller->number]; *letter != '\0'; ++letter) {
    switch (*letter) {
      case 'g':
        operations_get(caller, may_be_refused);
        break;
      case 'r':
      case 'a':
        operations_return(caller, taken_out(caller, *letter == 'r'));
        break;
      case 'u':
      case 'f':
        operations_count(caller, *letter == 'u' ? CALL_USED : CALL_FREE);
        break;
      default:
        operations_return(caller, *letter == 'R' ? 0 : *letter == 'Q' ? 1 : 2);
    }
    const uint64_t did = atomic_load_explicit(&caller->did, memory_order_relaxed);
    atomic_store_explicit(&caller->did, did + 1, memory_order_relaxed);
  }
}
