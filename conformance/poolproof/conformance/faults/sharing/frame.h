/* What the pools here have in common: a stack of up to eight blocks of 64 bytes, and the right operations of one owner. Each
 * pool says how it lets several in, or where it fails to.
 *
 * It defines FIELDS, what it needs besides; SOUND_GET, SOUND_RETURN and SOUND_USED where they are to be made of LOCK and
 * UNLOCK. */
#ifndef SHARING_FRAME_H
#define SHARING_FRAME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "blockpool.h"

enum { BLOCKS = 8, BLOCK_BYTES = 64, NONE_FREE = -11, NOT_LENT = -22 };

#ifndef FIELDS
#define FIELDS
#endif

struct pp_pool {
  uint32_t count;
  uint32_t free_count;
  uint32_t numbers[BLOCKS]; /* of the free ones: the last is next */
  uint8_t is_lent[BLOCKS];
  FIELDS
  _Alignas(64) unsigned char blocks[BLOCKS][BLOCK_BYTES];
};

static uint32_t number_of(const pp_pool *pool, const void *block) {
  return (uint32_t)(((const unsigned char *)block - pool->blocks[0]) / BLOCK_BYTES);
}

__attribute__((unused)) static int plain_get(pp_pool *pool, void **block) {
  *block = NULL;
  if (pool->free_count == 0) return NONE_FREE;
  const uint32_t number = pool->numbers[--pool->free_count];
  pool->is_lent[number] = 1;
  memset(pool->blocks[number], 0, BLOCK_BYTES);
  *block = pool->blocks[number];
  return 0;
}

__attribute__((unused)) static int plain_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block);
  if (!pool->is_lent[number]) return NOT_LENT;
  pool->is_lent[number] = 0;
  pool->numbers[pool->free_count++] = number;
  return 0;
}

#ifndef OWN_BEGIN
static void begin(pp_pool *pool) { (void)pool; }
#else
static void begin(pp_pool *pool);
#endif

int pp_create(const pp_config *config, pp_pool **out) {
  pp_pool *pool = *out = aligned_alloc(64, sizeof *pool);
  if (pool == NULL) return -12;
  memset(pool, 0, sizeof *pool);
  pool->count = config->block_count;
  for (uint32_t i = 0; i < pool->count; ++i) pool->numbers[i] = pool->count - 1 - i;
  pool->free_count = pool->count;
  begin(pool);
  return 0;
}

#ifndef OWN_DESTROY
void pp_destroy(pp_pool *pool) { free(pool); }
#endif

#ifdef LOCK
#ifndef OWN_GET
int pp_get(pp_pool *pool, void **block) {
  LOCK(pool);
  const int status = plain_get(pool, block);
  UNLOCK(pool);
  return status;
}
#endif
#ifndef OWN_RETURN
int pp_return(pp_pool *pool, void *block) {
  LOCK(pool);
  const int status = plain_return(pool, block);
  UNLOCK(pool);
  return status;
}
#endif
#ifndef OWN_USED
size_t pp_used(const pp_pool *shared) {
  pp_pool *pool = (pp_pool *)(uintptr_t)shared;
  LOCK(pool);
  const size_t used = pool->count - pool->free_count;
  UNLOCK(pool);
  return used;
}
#endif
#endif

#endif
