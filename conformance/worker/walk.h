/* Draws the walks of the native lane: phases that drain, fill and hover, each walk with a random subset of the operations. */
#ifndef POOLPROOF_WALK_H
#define POOLPROOF_WALK_H

#include <stdbool.h>

#include "protocol.h"

enum { WALK_EXTRAS = 9 };

struct walk {
  const struct terms *terms;
  uint64_t random;
  uint32_t pools;
  uint32_t block_count;
  uint32_t record_count;
  bool default_config;
  uint8_t extras[WALK_EXTRAS]; /* which there are, a random subset: of enum walk_extra */
  uint32_t extra_count;
  uint32_t extra_rate; /* of 256: how often one comes between */
  uint32_t usage_rate; /* of 256: how often the usage is looked at */
  uint32_t write_rate; /* of 256: how often what was lent is written */
  uint32_t length;
  const uint64_t *words; /* constants of the subject's own binary */
  uint32_t word_count;
  /* The phase at hand. */
  uint32_t phase;
  uint32_t left;
  uint32_t pool;
  bool write_next;
  bool write_receipt_next;
  bool is_remade;    /* once in this walk: a pool is destroyed, and made anew */
  uint32_t remaking; /* operations of that which are still to come */
  uint32_t drained;  /* gets that find out how much there is */
  bool asks_all;     /* there is nothing that the contract does not promise */
};

/* Begin the walk that belongs to this seed: everything about it is drawn from it. Nothing in it is asked that the contract does
 * not promise, or promises to abort whatever the state. */
void walk_begin(struct walk *walk, uint64_t seed, const struct terms *terms, const struct shared *shared);

/* The next operation. The first are the creates. */
void walk_next(struct walk *walk, uint32_t place, struct operation *operation);

#endif
