/* A config is the default of every pool that is created without one from then on. */
#include "../../sound/parts.h"

static bp_config usual = {DEFAULT_BUFFERS, DEFAULT_RECEIPTS};

static bp_config config_sticking(const bp_config *config) {
  if (config != NULL && !sound_refuses_config(*config)) {
    usual = *config;
  }
  return config != NULL ? *config : usual;
}

#define CONFIG_OF config_sticking

#include "../../sound/pool.c"
