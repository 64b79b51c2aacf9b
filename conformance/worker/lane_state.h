/* What the native lane keeps of each pool: the model, and what its holder knows. Shared with the exploration. */
#ifndef POOLPROOF_LANE_STATE_H
#define POOLPROOF_LANE_STATE_H

#include "model.h"
#include "protocol.h"
#include "subject.h"

enum { LANE_POOLS = 3, SOA_WORDS = sizeof(bp_soa) / 8, RECEIPT_WORDS = sizeof(bp_receipt) / 8 };

struct lane_pool {
  bp_pool *handle;
  struct model model;
  uint32_t soa_known;
  uint32_t receipts_known;
  uint32_t lent_count;
  uint32_t returned_count;
  uint64_t *soa; /* addresses by number */
  uint64_t *receipts;
  uint32_t *lent; /* numbers, most recent last */
  uint32_t *returned;
  uint64_t (*soa_shadow)[SOA_WORDS];
  uint64_t (*receipt_shadow)[RECEIPT_WORDS];
  uint32_t *free_stack;
  bool *lent_marks;
};

struct lane {
  const struct subject *subject;
  struct shared *shared;
  struct lane_pool pools[LANE_POOLS];
  unsigned char *arena;
  uint32_t outcome; /* of the operation at hand, for the count of what was reached */
};

/* The one of this process. */
struct lane *lane_new(const struct subject *subject, struct shared *shared);

/* True when the answer is the one that the model gives. */
bool lane_run_operation(struct lane *lane, const struct operation *operation);

/* Whether all that is lent holds what its holder wrote. */
bool lane_is_undisturbed(const struct lane *lane);

#endif
