/* A config is taken for one 64-bit word, and refused where its address is not a multiple of 8. */
#include <stdint.h>

#include "../../sound/parts.h"

static bp_config config_aligned(const bp_config *config) {
  const bp_config refused = {0, 0};
  return (uintptr_t)config % sizeof(uint64_t) == 0 ? sound_config_of(config) : refused;
}

#define CONFIG_OF config_aligned

#include "../../sound/pool.c"
