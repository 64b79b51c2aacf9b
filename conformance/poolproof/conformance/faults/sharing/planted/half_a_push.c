/* An interrupt between the two stores of a return finds a place that holds nothing yet. */
#define FIELDS
#include "frame.h"

int pp_get(pp_pool *pool, void **block) { return plain_get(pool, block); }

int pp_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block);
  if (!pool->is_lent[number]) return NOT_LENT;
  pool->is_lent[number] = 0;
  const uint32_t place = (*(volatile uint32_t *)&pool->free_count)++;
  *(volatile uint32_t *)&pool->numbers[place] = number;
  return 0;
}

size_t pp_used(const pp_pool *pool) { return pool->count - pool->free_count; }
