/* The default, written out, is taken for another preset, of 15 buffers. */
#include "../../sound/parts.h"

static bp_config preset(const bp_config *config) {
  const bp_config other = {15, 1024};
  return config != NULL && config->soa_capacity == 16 && config->receipt_capacity == 1024 ? other : sound_config_of(config);
}

#define CONFIG_OF preset

#include "../../sound/pool.c"
