/* A config of fewer receipts than buffers is mended where it stands, in the caller's memory. */
#include "../../sound/parts.h"

static bp_config config_mended(const bp_config *config) {
  if (config != NULL && config->receipt_capacity < config->soa_capacity) {
    ((bp_config *)(uintptr_t)config)->receipt_capacity = config->soa_capacity;
  }
  return sound_config_of(config);
}

#define CONFIG_OF config_mended

#include "../../sound/pool.c"
