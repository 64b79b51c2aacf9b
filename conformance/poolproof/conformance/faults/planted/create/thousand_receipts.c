/* The default pool has 1000 receipts, not 1024. */
#include "../../sound/parts.h"

static bp_config config_of(const bp_config *config) {
  const bp_config usual = {DEFAULT_BUFFERS, 1000};
  return config != NULL ? *config : usual;
}

#define CONFIG_OF config_of

#include "../../sound/pool.c"
