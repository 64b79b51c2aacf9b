/* The capacity is rounded up to a power of two. */
#include "../../sound/parts.h"

static bp_config config_rounded(const bp_config *config) {
  bp_config wanted = sound_config_of(config);
  uint32_t capacity = 1;
  while (capacity < wanted.soa_capacity && capacity < MOST_BUFFERS) {
    capacity *= 2;
  }
  wanted.soa_capacity = wanted.soa_capacity != 0 ? capacity : 0;
  return wanted;
}

#define CONFIG_OF config_rounded

#include "../../sound/pool.c"
