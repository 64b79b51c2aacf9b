#include "validity.h"

#include "sharedpool_inline.h"

static bool terms_are_right(const pp_shared_pool *pool) {
  const pp_terms *const terms = &pool->terms;
  return pool->block_size > 0 && pool->block_size <= terms->stride && terms->shift < POOL_ADDRESS_BITS &&
         (terms->stride >> terms->shift) * terms->inverse == 1 &&
         (terms->wiped_bytes == 0 || terms->wiped_bytes == pool->block_size);
}

static bool parts_lie_in_order(const pp_shared_pool *pool) {
  const uintptr_t links = (uintptr_t)pool->links, behind = (uintptr_t)(pool + 1), blocks = (uintptr_t)pool->blocks;
  if (pool->block_count <= POOL_WORD_BLOCKS) {
    return links == 0 && blocks >= behind;
  }
  return links == behind && blocks >= links + pool->block_count * sizeof(pool_atomic_link);
}

/* Each number once; those that the pool has no block for are not free. */
static bool word_is_plausible(uint64_t word, size_t block_count) {
  if (word == 0) {
    return true;
  }
  const uint32_t free = pool_word_free(word);
  uint32_t numbers = 1U << pool_word_number_at_bottom(word & ~UINT64_C(15));
  uint32_t free_numbers = numbers;
  for (uint32_t place = 1; place < POOL_WORD_BLOCKS; place += 1) {
    const uint32_t number = 1U << pool_word_number_at(word, 4 * place);
    numbers |= number;
    free_numbers |= place < free ? number : 0;
  }
  return numbers == 0xFFFF && free_numbers >> block_count == 0;
}

static bool head_is_plausible(uint64_t head, size_t block_count) {
  return pool_head_free(head) <= block_count && (pool_head_free(head) == 0 || pool_head_first(head) < block_count);
}

bool pp_shared_pool_is_plausible(const pp_shared_pool *pool) {
  if (pool == NULL || pool->block_count == 0 || pool->block_count > PP_LARGEST_SHARED_COUNT || !terms_are_right(pool) ||
      !parts_lie_in_order(pool)) {
    return false;
  }
  const uint64_t seen = atomic_load_explicit(&pool->free, memory_order_relaxed);
  return pool->links == NULL ? word_is_plausible(seen, pool->block_count) : head_is_plausible(seen, pool->block_count);
}

static uint32_t link_of(const pp_shared_pool *pool, size_t number) {
  return atomic_load_explicit(&pool->links[number], memory_order_relaxed);
}

/* As many steps as blocks are free, each to one that is; and that is all that are not lent. A list that came to a block again
 * would be longer than the marks say, or lead round for ever without the others. */
static bool list_is_whole(const pp_shared_pool *pool) {
  const uint64_t head = atomic_load_explicit(&pool->free, memory_order_relaxed);
  size_t not_lent = 0;
  uint64_t numbers = 0, found = 0;
  for (size_t number = 0; number < pool->block_count; number += 1) {
    const bool is_lent = link_of(pool, number) == POOL_LINK_LENT;
    not_lent += !is_lent;
    numbers += is_lent ? 0 : number * number;
  }
  uint32_t number = pool_head_first(head);
  for (uint32_t left = pool_head_free(head); left > 0; left -= 1) {
    if (number >= pool->block_count || link_of(pool, number) == POOL_LINK_LENT) {
      return false;
    }
    found += (uint64_t)number * number;
    number = link_of(pool, number);
  }
  return pool_head_free(head) == not_lent && found == numbers;
}

bool pp_shared_pool_is_valid(const pp_shared_pool *pool) {
  return pp_shared_pool_is_plausible(pool) && (pool->links == NULL || list_is_whole(pool));
}
