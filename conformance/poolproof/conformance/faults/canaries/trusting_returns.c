/* Whatever is returned is taken for a buffer that is lent: of a double return, two holders get one buffer. */
#include "../sound/parts.h"

static uint32_t any_index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)(pool->storage + FIRST_BUFFER);
  return (uint32_t)(offset / BUFFER_STRIDE % pool->soa_capacity);
}

static void put_anywhere(bp_pool *pool, uint32_t index) {
  pool->lent[index] = 0;
  pool->free_stack[pool->free_count % pool->soa_capacity] = index;
  pool->free_count++;
}

#define INDEX_OF any_index_of
#define RETURN_REFUSAL(pool, index) (BP_OK)
#define PUT_FREE put_anywhere

#include "../sound/pool.c"
