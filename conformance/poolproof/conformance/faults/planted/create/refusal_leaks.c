/* A refused create keeps the memory that it took before it looked at the config. */
#include "../../sound/parts.h"

static void *volatile taken;

static bp_config config_after_allocation(const bp_config *config) {
  taken = malloc(192);
  const bp_config wanted = sound_config_of(config);
  if (!sound_refuses_config(wanted)) {
    free(taken);
  }
  return wanted;
}

#define CONFIG_OF config_after_allocation

#include "../../sound/pool.c"
