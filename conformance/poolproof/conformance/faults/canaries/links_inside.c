/* The free buffers are linked through their own words: a free buffer is anything but zero until it is lent again. */
#define POOL_NAME "links inside"
#define EXTRA_STATE bp_soa *head;
#include "../sound/parts.h"

static bp_soa *link_of(const bp_soa *buffer) {
  bp_soa *next;
  memcpy(&next, &buffer->p[3], sizeof next);
  return next;
}

static void push(bp_pool *pool, uint32_t index) {
  bp_soa *buffer = sound_buffer_at(pool, index);
  memcpy(&buffer->p[3], &pool->head, sizeof pool->head);
  pool->head = buffer;
  pool->lent[index] = 0;
  pool->free_count++;
}

static uint32_t pop(bp_pool *pool) {
  const uint32_t index = sound_index_of(pool, pool->head);
  pool->head = link_of(pool->head);
  pool->lent[index] = 1;
  pool->free_count--;
  return index;
}

static void link_all(bp_pool *pool) {
  pool->head = NULL;
  pool->free_count = 0;
  for (uint32_t index = pool->soa_capacity; index-- > 0;) {
    push(pool, index);
  }
}

#define TAKE_FREE pop
#define PUT_FREE push
#define FREE_ALL link_all
#include "../sound/pool.c"
