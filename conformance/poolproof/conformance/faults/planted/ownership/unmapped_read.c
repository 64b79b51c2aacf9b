/* A foreign address is read, mapped or not, to look for a mark. */
#include "../../sound/parts.h"

static uint32_t index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uint32_t index = sound_index_of(pool, buffer);
  if (index == NOT_A_BUFFER && buffer != NULL) {
    (void)*(const volatile uint8_t *)buffer;
  }
  return index;
}

#define INDEX_OF index_of

#include "../../sound/pool.c"
