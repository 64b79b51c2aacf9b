/* Nothing is ever allocated: 16 pools of at most 64 buffers and 1024 receipts live in static memory. */
#define POOL_NAME "static storage"
#include "../sound/parts.h"

#define HOUSES 16
#define MOST_HOUSED 64u
#define HOUSE_BYTES (MOST_HOUSED * (sizeof(bp_soa) + 64) + DEFAULT_RECEIPTS * sizeof(bp_receipt))

static struct bp_pool pools[HOUSES];
static _Alignas(BP_SOA_ALIGNMENT) uint8_t houses[HOUSES][HOUSE_BYTES];

static bp_pool *move_in(bp_config config) {
  for (int house = 0; house < HOUSES; house++) {
    if (pools[house].storage == NULL) {
      memset(houses[house], 0, storage_bytes(config));
      adopt_storage(&pools[house], config, houses[house]);
      return &pools[house];
    }
  }
  return NULL;
}

static void move_out(bp_pool *pool) {
  if (pool != NULL) {
    memset(pool, 0, sizeof *pool);
  }
}

#define REFUSES_CONFIG(config) \
  ((config).soa_capacity - 1 >= MOST_HOUSED || (config).receipt_capacity == 0 || (config).receipt_capacity > DEFAULT_RECEIPTS)
#define ALLOCATE move_in
#define RELEASE move_out
#include "../sound/pool.c"
