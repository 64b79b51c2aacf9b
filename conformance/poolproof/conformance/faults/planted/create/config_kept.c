/* The pool keeps the caller's config, and says what stands there by now. */
#define EXTRA_STATE const bp_config *config;
#include "../../sound/parts.h"

static const bp_config *of_caller;

static bp_config config_noted(const bp_config *config) {
  of_caller = config;
  return sound_config_of(config);
}

static void keep(bp_pool *pool) { pool->config = of_caller; }

static bp_usage usage_by_config(const bp_pool *pool) {
  bp_usage usage = sound_usage_of(pool);
  if (pool->config != NULL) {
    usage.soa_total = pool->config->soa_capacity;
    usage.receipts_total = pool->config->receipt_capacity;
  }
  return usage;
}

#define CONFIG_OF config_noted
#define AFTER_CREATE keep
#define USAGE_OF usage_by_config

#include "../../sound/pool.c"
