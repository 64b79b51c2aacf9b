/* What belongs to a state beside the subject's memory: where each thread is, what it holds, and what the monitor knows. Answers
 * are small numbers, so that what is still possible fits into a word (monitor.h). */
#ifndef POOLPROOF_INTERLEAVING_STATE_H
#define POOLPROOF_INTERLEAVING_STATE_H

#include <stdbool.h>
#include <stdint.h>

enum {
  CALLERS_AT_MOST = 4,            /* threads, without the one that looks in the end */
  CONTEXTS = CALLERS_AT_MOST + 1, /* with it */
  BLOCKS_AT_MOST = 8,
  POSSIBILITIES_AT_MOST = 512,
  EVENTS_OF_LEG = 64,
  SPLIT_BYTES = 16,
  ENDINGS_AT_MOST = 4
};

enum thread_status { THREAD_RUNS, THREAD_DONE, THREAD_SLEEPS, THREAD_SLEEPS_FOR_A_TIME };

enum call_kind { CALL_NONE, CALL_GET, CALL_RETURN, CALL_USED, CALL_FREE, CALL_END };

/* Beside the number of a block that was lent. */
enum said { SAID_NONE_FREE = BLOCKS_AT_MOST, SAID_TAKEN, SAID_NOT_TAKEN, SAID_COUNT };

enum wrong {
  WRONG_NOTHING,
  WRONG_ANSWER,      /* that no order of the operations explains */
  WRONG_ORDER,       /* that one explains, but not with the promised order of blocks */
  WRONG_STATUS,      /* a code that is none of the promised */
  WRONG_ADDRESS,     /* lent: no block of the pool */
  WRONG_CONTENT,     /* of a block, when it is lent */
  WRONG_OVERWRITTEN, /* what its holder wrote */
  WRONG_COUNT,       /* at rest */
  WRONG_KEPT,        /* what threads gave back one after the other, and another one does not get */
  WRONG_TWO_HOLDERS, /* seen by one of them */
  WRONG_REFUSED,     /* none free, and more are free than all that may be lent */
  WRONG_LOST,        /* at rest: so many could be got, and no more */
  WRONG_DEADLOCK,
  WRONG_NO_END,     /* a state from which they can't all end */
  WRONG_WAITS,      /* a thread goes round until another one goes on, or sleeps until it is woken, where none may */
  WRONG_GOES_ROUND, /* several hold each other up for ever, where that may not be */
  WRONG_TOO_LONG,   /* an operation does not end, and waits for nothing that is shared */
  WRONG_DIED,
  WRONG_CALLS, /* the system, and may not */
  WRONG_ALLOCATES,
  WRONG_ALLOCATES_REFUSING
};

struct violation {
  enum wrong wrong;
  uint32_t thread;
  int32_t block; /* -1: about none; of a count, that of the used ones */
  int64_t value;
};

struct event {
  uint8_t thread;
  bool is_answer;
  uint8_t kind; /* of enum call_kind */
  int8_t block;
  uint8_t answer;
  int64_t value; /* as the subject gave it: a status, or a count */
};

struct split {
  uint64_t at;
  uint32_t bytes; /* 0: nothing is split */
  unsigned char value[SPLIT_BYTES];
};

/* What a thread is to call when it ends. */
struct call_at_end {
  uint64_t function, object;
};

/* What is saved with each state. `possible` comes last: only as much of it is saved as there is. */
struct state {
  uint8_t status[CONTEXTS];
  uint64_t sleeps_on[CONTEXTS];
  int8_t held[CONTEXTS][BLOCKS_AT_MOST];
  uint8_t held_count[CONTEXTS];
  uint8_t pending[CONTEXTS];
  int8_t pending_block[CONTEXTS];
  struct split split[CONTEXTS];
  uint8_t times_read[CONTEXTS];
  bool has_allocated[CONTEXTS]; /* in the operation at hand, and may not */
  bool hurries[CONTEXTS];       /* it is in that part of its program in which nobody comes in between */
  uint64_t masked[CONTEXTS];    /* signals */
  uint8_t ending_count[CONTEXTS];
  struct call_at_end endings[CONTEXTS][ENDINGS_AT_MOST];
  uint64_t written[BLOCKS_AT_MOST]; /* what its last holder left in each */
  uint64_t blocks[BLOCKS_AT_MOST];  /* addresses; more come where a pool may lend more than its count */
  uint32_t block_count;
  uint32_t possible_count[2];
  uint64_t possible[2][POSSIBILITIES_AT_MOST];
};

extern struct state now;

/* The first that goes wrong is kept. */
extern struct violation violation;
void violate(enum wrong wrong, uint32_t thread, int32_t block, int64_t value);

/* Why nothing can be said of this subject, in one line; the first is kept. */
extern char unfit[160];
void give_up(const char *why, long number);

/* What happened in the last leg. */
extern struct event events[EVENTS_OF_LEG];
extern uint32_t event_count;
void note_event(struct event event);

#endif
