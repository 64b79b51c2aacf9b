/* The threads that meet: what each one did in this round, and what it holds. One more stands for whoever looks at rest. */
#ifndef POOLPROOF_THREADS_CALLERS_H
#define POOLPROOF_THREADS_CALLERS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "../interleaving/pool.h"
#include "../interleaving/state.h"

enum { EVENTS_KEPT = 64, FREE_BLOCK = -1, LENT_BEFORE = CONTEXTS, LINE_BYTES = 128 };

struct caller {
  _Alignas(LINE_BYTES) uint32_t number;
  uint32_t held_count;
  int8_t held[BLOCKS_AT_MOST];
  uint64_t stamps[BLOCKS_AT_MOST]; /* of those that it holds, by their numbers */
  uint64_t stamped;
  uint64_t event_count; /* since the round began; the last EVENTS_KEPT are kept */
  struct event events[EVENTS_KEPT];
  uint64_t random;
  pthread_t thread;
  int id;                     /* of the system */
  _Atomic uint64_t did;       /* operations, in all */
  _Atomic uint64_t last_done; /* the last round that it has ended */
  atomic_bool is_busy;        /* with the subject, and not waiting for the others */
};

extern struct caller callers[CONTEXTS];

/* Who holds each block. Read and written without a fence: the pool itself has to order what a holder does and what the next
 * one does, and a fence of ours would hide that it does not. */
extern _Atomic int8_t holders[BLOCKS_AT_MOST];

/* What its last holder left in each; 0: that is not known. */
extern _Atomic uint64_t left[BLOCKS_AT_MOST];

struct finding {
  struct violation violation;
  int32_t other; /* another thread that has to do with it; -1: none */
  bool in_look;
};

extern struct finding finding;

/* The first that goes wrong is kept. */
void callers_find(struct finding found);
bool callers_have_found(void);

void callers_note(struct caller *caller, struct event event);

/* Numbers that are drawn, the same for the same seed. */
uint64_t callers_draw(uint64_t *random);

#endif
