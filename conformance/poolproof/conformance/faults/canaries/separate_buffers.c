/* Every buffer is an allocation of its own, found again by a binary search among the sorted addresses. */
#define POOL_NAME "separate buffers"
#define EXTRA_STATE bp_soa **sorted;
#include "../sound/parts.h"

static void release_separately(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  for (uint32_t index = 0; pool->sorted != NULL && index < pool->soa_capacity; index++) {
    free(pool->sorted[index]);
  }
  free(pool->sorted);
  sound_release(pool);
}

static int compare_addresses(const void *left, const void *right) {
  const uintptr_t one = (uintptr_t)*(bp_soa *const *)left;
  const uintptr_t other = (uintptr_t)*(bp_soa *const *)right;
  return (one > other) - (one < other);
}

static bp_pool *allocate_separately(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool == NULL) {
    return NULL;
  }
  pool->sorted = (bp_soa **)calloc(config.soa_capacity, sizeof *pool->sorted);
  for (uint32_t index = 0; pool->sorted != NULL && index < config.soa_capacity; index++) {
    pool->sorted[index] = (bp_soa *)aligned_alloc(BP_SOA_ALIGNMENT, sizeof(bp_soa));
    if (pool->sorted[index] == NULL) {
      release_separately(pool);
      return NULL;
    }
    memset(pool->sorted[index], 0xEE, sizeof(bp_soa));
  }
  if (pool->sorted == NULL) {
    release_separately(pool);
    return NULL;
  }
  qsort(pool->sorted, config.soa_capacity, sizeof *pool->sorted, compare_addresses);
  return pool;
}

static bp_soa *buffer_at(const bp_pool *pool, uint32_t index) { return pool->sorted[index]; }

static uint32_t search(const bp_pool *pool, const bp_soa *buffer) {
  uint32_t low = 0;
  uint32_t high = pool->soa_capacity;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if ((uintptr_t)pool->sorted[middle] < (uintptr_t)buffer) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < pool->soa_capacity && pool->sorted[low] == buffer ? low : NOT_A_BUFFER;
}

#define ALLOCATE allocate_separately
#define RELEASE release_separately
#define BUFFER_AT buffer_at
#define INDEX_OF search
#include "../sound/pool.c"
