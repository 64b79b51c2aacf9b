/* A create that runs out of memory leaves in `*out` the address of what it had begun. */
#include "../../sound/parts.h"

static bp_pool *half_made;

static bp_pool *allocate_remembered(bp_config config) {
  half_made = (bp_pool *)calloc(1, sizeof *half_made);
  uint8_t *storage = (uint8_t *)aligned_alloc(BP_SOA_ALIGNMENT, storage_bytes(config));
  if (half_made == NULL || storage == NULL) {
    free(half_made);
    free(storage);
    return NULL;
  }
  memset(storage, 0, storage_bytes(config));
  adopt_storage(half_made, config, storage);
  return half_made;
}

#define ALLOCATE allocate_remembered
#define HAND_OUT_NO_POOL(out) (*(out) = half_made)
#define AFTER_CREATE(pool) (half_made = NULL)

#include "../../sound/pool.c"
