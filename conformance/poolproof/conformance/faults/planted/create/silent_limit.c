/* More than 200 buffers are promised by no error, and cut to 200. */
#include "../../sound/parts.h"

static bp_config config_limited(const bp_config *config) {
  bp_config wanted = sound_config_of(config);
  wanted.soa_capacity = wanted.soa_capacity < 200 ? wanted.soa_capacity : 200;
  return wanted;
}

#define CONFIG_OF config_limited

#include "../../sound/pool.c"
