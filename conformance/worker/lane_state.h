/* What the native lane keeps of each pool: the model, and what its holder knows. Shared with the exploration. */
#ifndef POOLPROOF_LANE_STATE_H
#define POOLPROOF_LANE_STATE_H

#include "model.h"
#include "protocol.h"
#include "subject.h"
#include "targets.h"

enum {
  SOA_WORDS = sizeof(bp_soa) / 8,
  RECEIPT_WORDS = sizeof(bp_receipt) / 8,
  /* Each buffer is looked at when it is returned; what is lent, so many of it at a time, every so many operations. */
  INSPECT_EVERY = 64,
  INSPECTED_AT_ONCE = 16
};

struct lane_pool {
  bp_pool *handle;
  struct model model;
  uint32_t soa_known;
  uint32_t receipts_known;
  uint32_t lent_count;
  uint32_t returned_count;
  uint32_t revoked_count;
  uint32_t revoked_next; /* where among the revoked the next to be lent is looked for first */
  uint64_t *soa;         /* addresses by number */
  uint64_t *receipts;
  uint32_t *lent; /* numbers, most recent last */
  uint32_t *returned;
  uint32_t *revoked; /* by clear, and not lent since */
  bool *was_revoked; /* whether what is not lent stands among those */
  /* What the holder wrote; only where it wrote anything: the rest is blank, and needs no copy to compare with. */
  uint64_t (*soa_shadow)[SOA_WORDS];
  uint64_t (*receipt_shadow)[RECEIPT_WORDS];
  bool *soa_written;
  bool *receipt_written;
  uint32_t inspected; /* where among what is lent the next inspection starts */
  uint32_t *free_stack;
  bool *lent_marks;
};

struct lane {
  const struct subject *subject;
  struct shared *shared;
  struct lane_pool pools[LANE_POOLS];
  unsigned char *arena;
  uint32_t outcome; /* of the operation at hand, for the count of what was reached */
  bool is_stepped;  /* the operation at hand, where some are */
  uint32_t watched; /* of enum probe, and see lane_watch.h: what no operation of the hot path may do */
  uint64_t walk;    /* the seed of the walk at hand */
  uint64_t started; /* counts of the time-stamp counter: when the subject was entered last, and how long it took */
  uint64_t time_stamps;
};

/* The one of this process. */
struct lane *lane_new(const struct subject *subject, struct shared *shared);

/* True when the answer is the one that the model gives, and the operation did nothing besides that is watched for. */
bool lane_run_operation(struct lane *lane, const struct operation *operation);

/* The lane with no pool alive, and nothing counted yet. */
struct lane *lane_begin(const struct subject *subject, struct shared *shared);

/* End all pools. Whether nobody wrote to what was given back, destroy itself, or the walk after it; nor beside what was
 * taken. */
bool lane_destroy_cleanly(struct lane *lane);

/* Whether the next so many buffers and receipts that are lent, of each pool, hold what their holder wrote. */
bool lane_some_is_undisturbed(struct lane *lane, uint32_t at_most);

/* Whether all that is lent does. */
bool lane_is_undisturbed(struct lane *lane);

/* What is to be known of a pool in order to find the target of a return. */
struct known_pool lane_known_pool(const struct lane_pool *pool);

#endif
