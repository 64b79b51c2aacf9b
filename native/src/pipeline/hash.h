/* FNV-1a of 64 bits, with the constants that its authors published (PIPE-1). */
#ifndef BUFFERPOOL_PIPELINE_HASH_H
#define BUFFERPOOL_PIPELINE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_OFFSET_BASIS UINT64_C(14695981039346656037)
#define HASH_PRIME UINT64_C(1099511628211)

static inline uint64_t hash_step(uint64_t state, uint64_t word) { return (state ^ word) * HASH_PRIME; }

static inline uint64_t hash_of_text(const char *text, size_t bytes) {
  uint64_t state = HASH_OFFSET_BASIS;
  for (size_t i = 0; i < bytes; i++) {
    state = hash_step(state, (unsigned char)text[i]);
  }
  return state;
}

/* Over words in the place of bytes: fingerprints of numbers. */
static inline uint64_t hash_of_triple(uint64_t s, uint64_t p, uint64_t o) {
  return hash_step(hash_step(hash_step(HASH_OFFSET_BASIS, s), p), o);
}

static inline uint64_t hash_of_span(uint64_t cycle_id, uint64_t shard_id, uint64_t hook_id, uint64_t offset) {
  return hash_step(hash_of_triple(cycle_id, shard_id, hook_id), offset);
}

#endif
