#include "rest.h"

#include <string.h>

#include "callers.h"
#include "operations.h"
#include "orders.h"

static struct caller *look(void) { return &callers[job.callers]; }
static int8_t holder_of(uint32_t block) { return atomic_load_explicit(&holders[block], memory_order_relaxed); }

static uint32_t lent(void) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < BLOCKS_AT_MOST; ++i) count += holder_of(i) != FREE_BLOCK;
  return count;
}

static void look_at_counter(enum counter counter, enum call_kind kind, uint32_t lent_count) {
  const bool is_free = kind == CALL_FREE;
  if (((job.exact_counters | job.rest_counters) & counter) == 0) return;
  operations_count(look(), kind);
  const uint64_t event = (look()->event_count - 1) % EVENTS_KEPT;
  const int64_t counted = look()->events[event].value, wanted = is_free ? job.count - lent_count : lent_count;
  if (counted == wanted) return;
  callers_find((struct finding){{WRONG_COUNT, job.callers, is_free ? 0 : -1, counted}, -1, true});
}

void rest_look(bool is_judged) {
  const uint32_t lent_count = lent();
  const bool may_ask_more = job.terms.exhausted.how == ANSWER_REFUSED && job.terms.is_at_least == 0;
  look()->event_count = look()->held_count = 0;
  if (is_judged) orders_judge(false);
  if (callers_have_found()) return;
  look_at_counter(COUNTER_USED, CALL_USED, lent_count);
  look_at_counter(COUNTER_FREE, CALL_FREE, lent_count);
  for (uint32_t i = lent_count; i < job.count && !callers_have_found(); ++i) operations_get(look(), false);
  if (may_ask_more && !callers_have_found()) operations_get(look(), true);
  for (uint32_t i = 0; i <= job.callers && !callers_have_found(); ++i) operations_look_at_held(&callers[i]);
  if (is_judged && !callers_have_found() && unfit[0] == '\0') orders_judge(true);
}

static void put_back(uint32_t block) {
  const int8_t holder = holder_of(block);
  if (holder == FREE_BLOCK) return;
  if (holder != LENT_BEFORE) atomic_store(&left[block], callers[holder].stamps[block]);
  operations_return(look(), (int32_t)block);
  const struct event *answer = &look()->events[(look()->event_count - 1) % EVENTS_KEPT];
  if (answer->answer != SAID_NOT_TAKEN) return;
  callers_find((struct finding){{WRONG_ANSWER, job.callers, (int32_t)block, answer->value}, -1, true});
}

static void swap(uint32_t one, uint32_t other) {
  const uint64_t block = now.blocks[one], what = atomic_load(&left[one]);
  now.blocks[one] = now.blocks[other];
  now.blocks[other] = block;
  atomic_store(&left[one], atomic_load(&left[other]));
  atomic_store(&left[other], what);
}

/* Those that are lent before get the lowest numbers; in the promised order they have them already. */
static void lend(uint32_t block) {
  if (!operations_get(look(), false)) return;
  const uint32_t number = (uint32_t)look()->held[--look()->held_count];
  if (number != block && (job.follows_order || job.terms.reuse == REUSE_LOWEST_ADDRESS)) {
    give_up("one thread alone did not get blocks that are free again, in the promised order (%ld)", (long)number);
    return;
  }
  atomic_store(&holders[number], FREE_BLOCK);
  swap(block, number);
  operations_lend(block);
}

void rest_begin_anew(void) {
  look()->event_count = 0;
  const bool is_stack = job.terms.reuse == REUSE_LIFO;
  for (uint32_t i = 0; i < now.block_count; ++i) put_back(is_stack ? now.block_count - 1 - i : i);
  for (uint32_t i = 0; i <= job.callers; ++i) callers[i].held_count = 0;
  for (uint32_t i = 0; i < job.lent && !callers_have_found() && unfit[0] == '\0'; ++i) lend(i);
}

void rest_begin(void) {
  for (uint32_t i = 0; i < BLOCKS_AT_MOST; ++i) {
    atomic_store(&holders[i], FREE_BLOCK);
    atomic_store(&left[i], 0);
  }
  for (uint32_t i = 0; i < job.lent; ++i) operations_lend(i);
}
