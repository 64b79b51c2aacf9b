/* A buffer whose words cancel out under exclusive or is taken for clean. */
#include "../../sound/parts.h"

static const uint64_t *words_of(const bp_soa *buffer) { return (const uint64_t *)(const void *)buffer; }

static void clear_part(bp_pool *pool, bp_soa *buffer, size_t size) {
  uint64_t xor_of_all = 0;
  for (int word = 0; word < 24; word++) {
    xor_of_all ^= words_of(buffer)[word];
  }
  if (xor_of_all != 0) {
    sound_clear_buffer(pool, buffer, size);
  }
}

#define CLEAR_BUFFER clear_part

#include "../../sound/pool.c"
