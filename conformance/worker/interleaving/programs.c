#define _GNU_SOURCE
#include "programs.h"

#include <stdlib.h>
#include <string.h>

#include "contexts.h"
#include "costs.h"
#include "endings_of_threads.h"
#include "monitor.h"
#include "own.h"
#include "points.h"
#include "pool.h"
#include "state.h"

static void note_call(uint32_t thread, enum call_kind kind, int32_t block) {
  now.times_read[thread] = 0;
  note_event((struct event){.thread = (uint8_t)thread, .kind = kind, .block = (int8_t)block});
}

static void note_answer(uint32_t thread, enum call_kind kind, int32_t block, uint32_t answer, int64_t value) {
  costs_note_answer(thread, answer == SAID_NONE_FREE || answer == SAID_NOT_TAKEN);
  note_event((struct event){(uint8_t)thread, true, kind, (int8_t)block, (uint8_t)answer, value});
}

static bool is_refusal(struct answer promised, int status) {
  return promised.how != ANSWER_REFUSED || promised.code == 0 || promised.code == status;
}

/* The holder uses its block: that is an access of this thread's as any other. */
static void note_use(int32_t block, bool stores) {
  points_note((uint64_t)(uintptr_t)pool_block((uint32_t)block), job.terms.block_bytes, stores);
}

static void take_in(uint32_t thread, int32_t block) {
  note_use(block, true);
  if (!pool_content_is_right((uint32_t)block)) violate(WRONG_CONTENT, thread, block, 0);
  pool_write((uint32_t)block, pool_mark(thread, (uint32_t)block));
  if (now.held_count[thread] < BLOCKS_AT_MOST) now.held[thread][now.held_count[thread]++] = (int8_t)block;
}

static void do_get(uint32_t thread) {
  void *block = NULL;
  note_call(thread, CALL_GET, -1);
  contexts_enter();
  const int status = pool_get(&block);
  contexts_leave();
  if (status != 0) {
    if (!is_refusal(job.terms.exhausted, status)) violate(WRONG_STATUS, thread, -1, status);
    note_answer(thread, CALL_GET, -1, SAID_NONE_FREE, status);
    return;
  }
  const int32_t number = pool_number_of(block);
  if (number < 0) {
    violate(WRONG_ADDRESS, thread, -1, (int64_t)(intptr_t)block);
    return;
  }
  note_answer(thread, CALL_GET, number, (uint32_t)number, 0);
  /* Who answers a block that another one holds is told so, and not that its content is wrong. */
  for (uint32_t i = 0; i < CONTEXTS; ++i) {
    for (uint32_t k = 0; k < now.held_count[i]; ++k) {
      if (now.held[i][k] == number) return;
    }
  }
  take_in(thread, number);
}

static int32_t taken_out(uint32_t thread, bool is_newest) {
  const uint32_t count = now.held_count[thread];
  if (count == 0) return -1;
  const int8_t block = is_newest ? now.held[thread][count - 1] : now.held[thread][0];
  if (!is_newest) memmove(now.held[thread], now.held[thread] + 1, count - 1);
  now.held[thread][count - 1] = 0;
  --now.held_count[thread];
  note_use(block, false);
  if (!pool_holds((uint32_t)block, pool_mark(thread, (uint32_t)block))) violate(WRONG_OVERWRITTEN, thread, block, 0);
  return block;
}

static void do_return(uint32_t thread, int32_t block) {
  if (block < 0) return;
  note_call(thread, CALL_RETURN, block);
  contexts_enter();
  const int status = pool_return(pool_block((uint32_t)block));
  contexts_leave();
  const struct answer promised = job.terms.of_double;
  const bool is_looked_at = promised.how != ANSWER_IGNORED;
  if (status != 0 && is_looked_at && (promised.how != ANSWER_REFUSED || !is_refusal(promised, status))) {
    violate(WRONG_STATUS, thread, block, status);
  }
  note_answer(thread, CALL_RETURN, block, status != 0 && is_looked_at ? SAID_NOT_TAKEN : SAID_TAKEN, status);
}

static void do_count(uint32_t thread, enum call_kind kind) {
  note_call(thread, kind, -1);
  contexts_enter();
  const uint64_t counted = pool_count(kind == CALL_USED ? COUNTER_USED : COUNTER_FREE);
  contexts_leave();
  const uint64_t told = counted > BLOCKS_AT_MOST ? BLOCKS_AT_MOST + 1 : counted;
  note_answer(thread, kind, -1, SAID_COUNT + (uint32_t)told, (int64_t)counted);
}

static void do_operation(uint32_t thread, char letter) {
  switch (letter) {
    case 'g':
      do_get(thread);
      break;
    case 'r':
    case 'a':
      do_return(thread, taken_out(thread, letter == 'r'));
      break;
    case 'R':
    case 'Q':
    case 'S':
      do_return(thread, letter == 'R' ? 0 : letter == 'Q' ? 1 : 2);
      break;
    case 'e':
      note_event((struct event){.thread = (uint8_t)thread, .kind = CALL_END, .block = -1});
      contexts_enter();
      endings_run(thread);
      contexts_leave();
      own_spoil(thread);
      note_event((struct event){(uint8_t)thread, true, CALL_END, -1, SAID_TAKEN, 0});
      break;
    case 'u':
    case 'f':
      do_count(thread, letter == 'u' ? CALL_USED : CALL_FREE);
      break;
    default:
      abort();
  }
}

static void end(uint32_t thread) {
  now.status[thread] = THREAD_DONE;
  contexts_boundary();
  abort();
}

/* Once. What happened the last time is told. */
static void hurry_once(uint32_t thread, const char *first, const char *last) {
  static struct event shown[EVENTS_OF_LEG];
  uint32_t count = 0;
  for (const char *letter = first; letter != last && violation.wrong == WRONG_NOTHING; ++letter) {
    event_count = 0;
    do_operation(thread, *letter);
    monitor_take_events();
    for (uint32_t i = 0; i < event_count && count < EVENTS_OF_LEG; ++i) shown[count++] = events[i];
  }
  memcpy(events, shown, count * sizeof shown[0]);
  event_count = count;
}

/* As often as the number behind the bracket says. The first time by itself: if that has to wait for another one, it is soon
 * seen. Where it goes on. */
static const char *hurry(uint32_t thread, const char *first) {
  char *behind;
  const char *last = strchr(first, ')');
  const unsigned long times = strtoul(last + 1, &behind, 10);
  now.hurries[thread] = true;
  for (unsigned long i = 0; i < times; ++i) {
    if (i < 2) contexts_boundary();
    hurry_once(thread, first, last);
    if (violation.wrong != WRONG_NOTHING) contexts_boundary();
  }
  now.hurries[thread] = false;
  return behind;
}

void programs_body(uint32_t thread) {
  for (const char *letter = job.programs[thread]; *letter != '\0';) {
    if (*letter == '(') {
      letter = hurry(thread, letter + 1);
      continue;
    }
    contexts_boundary();
    do_operation(thread, *letter++);
  }
  end(thread);
}

void programs_warm(uint32_t thread) {
  void *block = NULL;
  contexts_enter();
  if (pool_get(&block) == 0) pool_return(block);
  contexts_leave();
  end(thread);
}

uint32_t programs_lent(void) {
  uint32_t lent = 0;
  for (uint32_t i = 0; i < CONTEXTS; ++i) lent += now.held_count[i];
  for (uint32_t i = 0; i < job.lent; ++i) {
    bool is_returned = false;
    for (uint32_t k = 0; k < job.callers; ++k) is_returned |= strchr(job.programs[k], "RQS"[i]) != NULL;
    lent += !is_returned;
  }
  return lent;
}

static void look_at_counter(uint32_t thread, enum counter counter, enum call_kind kind, uint32_t lent) {
  if ((job.exact_counters & counter) != 0) {
    do_count(thread, kind);
  } else if ((job.rest_counters & counter) != 0) {
    contexts_enter();
    const uint64_t counted = pool_count(counter);
    contexts_leave();
    const bool is_free = counter == COUNTER_FREE;
    if (counted != (is_free ? job.count - lent : lent)) violate(WRONG_COUNT, thread, is_free ? 0 : -1, (int64_t)counted);
  }
}

void programs_look(uint32_t thread) {
  const uint32_t lent = programs_lent();
  const bool may_ask_more = job.terms.exhausted.how == ANSWER_REFUSED && job.terms.is_at_least == 0;
  look_at_counter(thread, COUNTER_USED, CALL_USED, lent);
  look_at_counter(thread, COUNTER_FREE, CALL_FREE, lent);
  for (uint32_t i = lent; i < job.count + may_ask_more; ++i) do_get(thread);
  programs_check_held(CONTEXTS);
  end(thread);
}

void programs_check_held(uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t k = 0; k < now.held_count[i]; ++k) {
      const uint32_t block = (uint32_t)now.held[i][k];
      if (!pool_holds(block, pool_mark(i, block))) violate(WRONG_OVERWRITTEN, i, (int32_t)block, 0);
    }
  }
}
