/* A pool created with a config keeps a copy of it for ever. */
#include "../../sound/parts.h"

static void *volatile copy_of_config;

static bp_config config_copied(const bp_config *config) {
  if (config != NULL) {
    copy_of_config = malloc(sizeof *config);
    memcpy(copy_of_config, config, sizeof *config);
  }
  return sound_config_of(config);
}

#define CONFIG_OF config_copied

#include "../../sound/pool.c"
