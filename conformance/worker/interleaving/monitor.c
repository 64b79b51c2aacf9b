#include "monitor.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"
#include "state.h"

/* A possibility is one word: the free blocks as a list of nibbles (32 bits), how many those are (4 bits), and for each context
 * whose operation has taken effect, what it will be answered, plus one (5 bits each). */
enum { NIBBLE = 4, LENGTH_AT = 32, SAID_AT = 36, SAID_BITS = 5, SAID_MASK = 31, LARGEST_SET = POSSIBILITIES_AT_MOST * 8 };
enum { WHATEVER_ORDER, PROMISED_ORDER, MONITORS };
static const uint64_t LIST_MASK = UINT64_C(0xFFFFFFFF), HEAD_MASK = UINT64_C(0xFFFFFFFFF);

static uint32_t length_of(uint64_t one) { return (uint32_t)(one >> LENGTH_AT & 15); }
static uint32_t said_to(uint64_t one, uint32_t thread) { return (uint32_t)(one >> (SAID_AT + SAID_BITS * thread) & SAID_MASK); }
static uint32_t block_at(uint64_t list, uint32_t place) { return (uint32_t)(list >> (NIBBLE * place) & 15); }

static uint64_t without(uint64_t list, uint32_t place) {
  const uint64_t below = list & ((UINT64_C(1) << (NIBBLE * place)) - 1);
  return below | list >> (NIBBLE * (place + 1)) << (NIBBLE * place);
}

static uint64_t with(uint64_t list, uint32_t place, uint32_t block) {
  const uint64_t below = list & ((UINT64_C(1) << (NIBBLE * place)) - 1);
  const uint64_t above = (list >> (NIBBLE * place) << (NIBBLE * place)) << NIBBLE;
  return below | (uint64_t)block << (NIBBLE * place) | above;
}

/* Which blocks a pool that may lend more than its count has, or a new one, is seen when it lends them. */
static uint32_t names(void) { return job.terms.is_at_least != 0 || job.is_new ? (uint32_t)BLOCKS_AT_MOST : job.count; }

static enum reuse order_of(uint32_t monitor) { return monitor == PROMISED_ORDER ? (enum reuse)job.terms.reuse : REUSE_ANY; }

struct outcomes {
  uint64_t one[BLOCKS_AT_MOST + 1];
  uint32_t count;
};

static void add(struct outcomes *outcomes, uint64_t from, uint32_t thread, uint64_t list, uint32_t length, uint32_t said) {
  const uint64_t rest = from & ~HEAD_MASK;
  const uint64_t answer = (uint64_t)(said + 1) << (SAID_AT + SAID_BITS * thread);
  outcomes->one[outcomes->count++] = rest | list | (uint64_t)length << LENGTH_AT | answer;
}

static void effects_of_get(struct outcomes *outcomes, uint64_t from, uint32_t thread, enum reuse reuse) {
  const uint64_t list = from & LIST_MASK;
  const uint32_t length = length_of(from);
  const uint32_t lent = names() - length;
  if (lent >= job.count && job.terms.exhausted.how != ANSWER_GROWS) add(outcomes, from, thread, list, length, SAID_NONE_FREE);
  if (lent >= job.count && job.terms.is_at_least == 0) return;
  for (uint32_t place = 0; place < length; ++place) {
    if (reuse == REUSE_LIFO && place != length - 1) continue;
    if ((reuse == REUSE_FIFO || reuse == REUSE_LOWEST_ADDRESS) && place != 0) continue;
    add(outcomes, from, thread, without(list, place), length - 1, block_at(list, place));
  }
}

static void effects_of_return(struct outcomes *outcomes, uint64_t from, uint32_t thread, enum reuse reuse) {
  const uint64_t list = from & LIST_MASK;
  const uint32_t length = length_of(from), block = (uint32_t)now.pending_block[thread];
  const uint32_t said_of_free = job.terms.of_double.how == ANSWER_IGNORED ? SAID_TAKEN : SAID_NOT_TAKEN;
  for (uint32_t place = 0; place < length; ++place) {
    if (block_at(list, place) == block) {
      add(outcomes, from, thread, list, length, said_of_free);
      return;
    }
  }
  uint32_t place = length;
  if (reuse == REUSE_ANY || reuse == REUSE_LOWEST_ADDRESS) {
    for (place = 0; place < length && block_at(list, place) < block; ++place) {
    }
  }
  add(outcomes, from, thread, with(list, place, block), length + 1, SAID_TAKEN);
}

/* All that one pending operation may do, if it takes effect now. */
static struct outcomes effects(uint64_t from, uint32_t thread, uint32_t monitor) {
  struct outcomes outcomes = {.count = 0};
  const uint32_t length = length_of(from), used = names() - length;
  switch (now.pending[thread]) {
    case CALL_GET:
      effects_of_get(&outcomes, from, thread, order_of(monitor));
      break;
    case CALL_RETURN:
      effects_of_return(&outcomes, from, thread, order_of(monitor));
      break;
    case CALL_USED:
      add(&outcomes, from, thread, from & LIST_MASK, length, SAID_COUNT + used);
      break;
    case CALL_FREE:
      add(&outcomes, from, thread, from & LIST_MASK, length, SAID_COUNT + job.count - used);
      break;
    default:
      break;
  }
  return outcomes;
}

static int compare(const void *some, const void *other) {
  const uint64_t a = *(const uint64_t *)some, b = *(const uint64_t *)other;
  return (a > b) - (a < b);
}

static uint64_t set[LARGEST_SET];

static uint32_t put(uint32_t count, uint64_t one) {
  for (uint32_t i = 0; i < count; ++i) {
    if (set[i] == one) return count;
  }
  if (count == LARGEST_SET) {
    give_up("too many orders of the operations are possible at once (%ld)", LARGEST_SET);
    return count;
  }
  set[count] = one;
  return count + 1;
}

/* Let any of those that are pending take effect, in any order; then keep what agrees with the answer. */
static bool agree(uint32_t monitor, uint32_t thread, uint32_t said) {
  uint32_t count = now.possible_count[monitor], kept = 0;
  memcpy(set, now.possible[monitor], count * sizeof set[0]);
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t other = 0; other < CONTEXTS; ++other) {
      if (now.pending[other] == CALL_NONE || said_to(set[i], other) != 0) continue;
      const struct outcomes outcomes = effects(set[i], other, monitor);
      for (uint32_t k = 0; k < outcomes.count; ++k) count = put(count, outcomes.one[k]);
    }
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (said_to(set[i], thread) != said + 1) continue;
    if (kept == POSSIBILITIES_AT_MOST) {
      give_up("too many orders of the operations are possible at once (%ld)", POSSIBILITIES_AT_MOST);
      break;
    }
    now.possible[monitor][kept++] = set[i] & ~((uint64_t)SAID_MASK << (SAID_AT + SAID_BITS * thread));
  }
  now.possible_count[monitor] = kept;
  qsort(now.possible[monitor], kept, sizeof now.possible[monitor][0], compare);
  return kept != 0;
}

void monitor_begin(void) {
  uint64_t any = 0, promised = 0;
  uint32_t length = 0;
  const uint32_t known = names();
  for (uint32_t block = job.lent; block < known; ++block, ++length) {
    any |= (uint64_t)block << (NIBBLE * length);
    const uint32_t next = job.terms.reuse == REUSE_LIFO ? known - 1 - length : block; /* the top stands last */
    promised |= (uint64_t)next << (NIBBLE * length);
  }
  now.possible[WHATEVER_ORDER][0] = any | (uint64_t)length << LENGTH_AT;
  now.possible[PROMISED_ORDER][0] = promised | (uint64_t)length << LENGTH_AT;
  now.possible_count[WHATEVER_ORDER] = 1;
  now.possible_count[PROMISED_ORDER] = job.follows_order ? 1 : 0;
}

static void take_answer(const struct event *event) {
  const bool is_explained = agree(WHATEVER_ORDER, event->thread, event->answer);
  const bool is_in_order = !job.follows_order || agree(PROMISED_ORDER, event->thread, event->answer);
  if (unfit[0] == '\0' && !is_explained) violate(WRONG_ANSWER, event->thread, event->block, event->value);
  if (unfit[0] == '\0' && is_explained && !is_in_order) violate(WRONG_ORDER, event->thread, event->block, event->value);
  now.pending[event->thread] = CALL_NONE;
  now.pending_block[event->thread] = 0;
}

void monitor_take_events(void) {
  for (uint32_t i = 0; i < event_count; ++i) {
    const struct event *event = &events[i];
    if (event->kind == CALL_END) continue;
    if (event->is_answer) {
      const bool was_right = violation.wrong == WRONG_NOTHING;
      take_answer(event);
      if (was_right && violation.wrong != WRONG_NOTHING) event_count = i + 1; /* the wrong one is the last that is told */
    } else {
      now.pending[event->thread] = event->kind;
      now.pending_block[event->thread] = event->block;
    }
  }
}
