/* One hot operation, in parts: load, reflex, merge. No loop here runs longer than the lanes of a buffer. */
#ifndef BUFFERPOOL_PIPELINE_OPERATION_H
#define BUFFERPOOL_PIPELINE_OPERATION_H

#include <bufferpool_inline.h>
#include <bufferpool_pipeline.h>

#include "hash.h"

/* Which operation a receipt is for. */
typedef struct operation {
  uint64_t cycle_id;
  uint64_t shard_id;
} operation;

/* Two passes: first how long each run is and which a triple belongs to, then each triple to its place. */
static inline int load_into(const bp_triple *triples, size_t count, bp_soa *buffer, bp_run *runs, uint32_t *run_count) {
  uint32_t run_of[BP_LANES];
  uint32_t found = 0;
  if (count > BP_LANES) {
    *run_count = 0;
    return BP_INVALID_SIZE;
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t run = 0;
    while (run < found && runs[run].predicate != triples[i].p) {
      run++;
    }
    if (run == found) {
      runs[found].predicate = triples[i].p;
      runs[found].length = 0;
      found++;
    }
    runs[run].length++;
    run_of[i] = run;
  }
  uint32_t next[BP_LANES];
  uint32_t offset = 0;
  for (uint32_t run = 0; run < found; run++) {
    runs[run].offset = next[run] = offset;
    offset += runs[run].length;
  }
  for (size_t i = 0; i < count; i++) {
    const uint32_t lane = next[run_of[i]]++;
    buffer->s[lane] = triples[i].s;
    buffer->p[lane] = triples[i].p;
    buffer->o[lane] = triples[i].o;
  }
  *run_count = found;
  return BP_OK;
}

static inline int asks(const bp_hook *hook, const bp_run *run) { return ((run->predicate ^ hook->p) & hook->p_mask) == 0; }

/* All 8 lanes, whatever the run's length, and no branch: what does not match adds nothing. */
static inline void reflex(const bp_soa *buffer, const bp_run *run, const bp_hook *hook, operation of, bp_receipt *receipt) {
  uint64_t lanes = 0;
  uint64_t a_hash = 0;
  for (uint32_t lane = 0; lane < BP_LANES; lane++) {
    const uint64_t differences = ((buffer->s[lane] ^ hook->s) & hook->s_mask) | ((buffer->p[lane] ^ hook->p) & hook->p_mask) |
                                 ((buffer->o[lane] ^ hook->o) & hook->o_mask);
    const uint64_t matches = (uint64_t)(differences == 0) & (uint64_t)(lane - run->offset < run->length);
    lanes += matches;
    a_hash ^= hash_of_triple(buffer->s[lane], buffer->p[lane], buffer->o[lane]) & (0 - matches);
  }
  const uint32_t is_enough = lanes >= hook->least, is_not_too_much = lanes <= hook->most;
  receipt->cycle_id = of.cycle_id;
  receipt->shard_id = of.shard_id;
  receipt->hook_id = hook->id;
  receipt->ticks = run->length;
  receipt->lanes = (uint32_t)lanes;
  receipt->flags = BP_ANSWER * (is_enough & is_not_too_much);
  receipt->span_id = hash_of_span(of.cycle_id, of.shard_id, hook->id, run->offset);
  receipt->a_hash = a_hash;
}

static inline uint32_t larger(uint32_t one, uint32_t other) { return one > other ? one : other; }

/* Associative (PIPE-6). The numbers stay those of the first. */
static inline void merge(bp_receipt *into, const bp_receipt *from) {
  into->ticks = larger(into->ticks, from->ticks);
  into->actual_ticks = larger(into->actual_ticks, from->actual_ticks);
  into->lanes += from->lanes;
  into->flags |= from->flags;
  into->span_id ^= from->span_id;
  into->a_hash ^= from->a_hash;
}

#endif
