/* A buffer whose words add up to zero is taken for clean. */
#include "../../sound/parts.h"

static const uint64_t *words_of(const bp_soa *buffer) { return (const uint64_t *)(const void *)buffer; }

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  uint64_t sum = 0;
  for (int word = 0; word < 24; word++) {
    sum += words_of(buffer)[word];
  }
  if (sum != 0) {
    sound_clear_buffer(pool, buffer, size);
  }
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
