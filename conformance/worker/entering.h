/* Around each call into the subject: what is to be watched while it lasts, and what came of that. */
#ifndef POOLPROOF_ENTERING_H
#define POOLPROOF_ENTERING_H

#include <stdbool.h>

#include "protocol.h"
#include "surroundings.h"

struct entering {
  struct shared *shared;
  uint32_t probes; /* what to watch in the operation at hand */
  bool is_hot;     /* whether that is one of the hot path */
  uint32_t place;  /* where in the sequence it stands; before the first, UINT32_MAX */
};

/* An operation begins: what is watched in it. */
void entering_begin(struct entering *entering, const struct operation *operation);

/* The calls after this one, which look at the pool, are not stepped through: the instructions are the operation's own. */
void entering_looks(struct entering *entering);

void enter(const struct entering *entering, struct observation *observation);
void leave(const struct entering *entering, struct observation *observation);

/* Both, around a call of a function of the subject's: what it answers. */
uint64_t call(const struct entering *entering, uintptr_t function, uint64_t first, uint64_t second, uint64_t third,
              struct observation *observation);

/* What a call left changed, unless something is noted that an earlier one did. */
void note_surrounding(const struct surrounding_change *change, struct observation *observation);

#endif
