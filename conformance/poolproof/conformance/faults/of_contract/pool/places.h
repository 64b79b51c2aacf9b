/* Where blocks and records lie, whose an address is, and which pools there are. */
#ifndef OF_CONTRACT_PLACES_H
#define OF_CONTRACT_PLACES_H

static unsigned char *plain_block_at(const pp_pool *pool, uint32_t number) {
  uint32_t a_chunk = pool->count + SPARE;
  if (number < a_chunk) return pool->chunks[0].memory + number * BLOCK_STRIDE;
  return pool->chunks[number / a_chunk].memory + number % a_chunk * BLOCK_STRIDE;
}

static unsigned char *plain_record_at(const pp_pool *pool, uint32_t number) { return pool->records + number * RECORD_STRIDE; }

/* To tell another pool's block from a foreign address. */
static pp_pool *first_pool;

static void pool_enters(pp_pool *pool) {
  pool->before = NULL;
  pool->after = first_pool;
  if (first_pool != NULL) first_pool->before = pool;
  first_pool = pool;
}

static void pool_leaves(const pp_pool *pool) {
  if (pool->after != NULL) pool->after->before = pool->before;
  if (pool->before != NULL) {
    pool->before->after = pool->after;
  } else {
    first_pool = pool->after;
  }
}

static uint32_t pools_alive(void) {
  uint32_t count = 0;
  for (const pp_pool *each = first_pool; each != NULL; each = each->after) ++count;
  return count;
}

static bool within(const void *address, const unsigned char *from, size_t bytes) {
  return (uintptr_t)address - (uintptr_t)from < bytes;
}

static struct place place_in(const pp_pool *pool, const void *address) {
  for (uint32_t number = 0; number < pool->capacity; number += pool->count + SPARE) {
    const unsigned char *first = block_at(pool, number);
    size_t bytes = (size_t)(pool->count + SPARE) * BLOCK_STRIDE;
    if (!within(address, first, bytes)) continue;
    size_t at = (size_t)((const unsigned char *)address - first);
    uint32_t found = number + (uint32_t)(at / BLOCK_STRIDE);
    return (struct place){at % BLOCK_STRIDE == 0 ? WHOSE_OWN : WHOSE_INTERIOR, found};
  }
  if (HAS_SEQUENCE && within(address, pool->records, RECORD_COUNT * RECORD_STRIDE))
    return (struct place){WHOSE_RECORD, NOWHERE};
  return (struct place){WHOSE_FOREIGN, NOWHERE};
}

static struct place plain_locate(pp_pool *pool, const void *address) {
  if (address == NULL) return (struct place){WHOSE_NULL, NOWHERE};
  struct place found = place_in(pool, address);
  if (found.kind != WHOSE_FOREIGN) return found;
  for (const pp_pool *other = first_pool; other != NULL; other = other->after) {
    if (other != pool && place_in(other, address).kind == WHOSE_OWN) return (struct place){WHOSE_OTHER_POOL, NOWHERE};
  }
  return found;
}

#ifndef OWN_block_at
static unsigned char *block_at(const pp_pool *pool, uint32_t number) { return plain_block_at(pool, number); }
#endif
#ifndef OWN_record_at
static unsigned char *record_at(const pp_pool *pool, uint32_t number) { return plain_record_at(pool, number); }
#endif
#ifndef OWN_locate
static struct place locate(pp_pool *pool, const void *address) { return plain_locate(pool, address); }
#endif

#endif
