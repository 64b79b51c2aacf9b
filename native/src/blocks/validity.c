#include "validity.h"

#include "blockpool_inline.h"

static bool terms_are_right(const pp_pool *pool) {
  const pp_terms *const terms = &pool->terms;
  return pool->block_size > 0 && pool->block_size <= terms->stride && terms->shift < POOL_ADDRESS_BITS &&
         (terms->stride >> terms->shift) * terms->inverse == 1 &&
         (terms->wiped_bytes == 0 || terms->wiped_bytes == pool->block_size);
}

static bool counts_are_in_range(const pp_pool *pool) {
  return pool->block_count > 0 && pool->block_count <= PP_LARGEST_COUNT && pool->known <= pool->block_count &&
         pool->most_known_before_clear <= pool->block_count;
}

/* One behind the other, and none into the next. */
static bool parts_lie_in_order(const pp_pool *pool) {
  const uintptr_t stack = (uintptr_t)pool->stack;
  const uintptr_t slots = (uintptr_t)pool->slots;
  return stack == (uintptr_t)(pool + 1) && slots == stack + (pool->block_count + 2) * sizeof(void *) &&
         (uintptr_t)pool->blocks >= slots + pool->block_count * sizeof(void **);
}

/* A place of the stack, or the one below it; compared as numbers, for it may point anywhere. */
static bool is_place(const pp_pool *pool, void *const *place) {
  const uintptr_t offset = (uintptr_t)place - (uintptr_t)pool->stack;
  return offset % sizeof(void *) == 0 && offset / sizeof(void *) <= pool->block_count;
}

static void *const *bottom_of(const pp_pool *pool) { return pool->stack + (pool->block_count - pool->known); }

static bool ends_hold(const pp_pool *pool) {
  return is_place(pool, pool->top) && pool->top >= bottom_of(pool) && *bottom_of(pool) == NULL &&
         pool->stack[pool->block_count + 1] == NULL;
}

/* So no block stands twice in what is intact. */
static bool inverse_holds_at(const pp_pool *pool, void *const *place) {
  const uintptr_t index = pp_inline_index(pool, pool->terms, *place);
  return index < pool->known && pool->slots[index] == place;
}

bool pp_pool_is_plausible(const pp_pool *pool) {
  return pool != NULL && counts_are_in_range(pool) && terms_are_right(pool) && parts_lie_in_order(pool) && ends_hold(pool) &&
         (pool->top == bottom_of(pool) || inverse_holds_at(pool, pool->top));
}

bool pp_pool_is_valid(const pp_pool *pool) {
  if (!pp_pool_is_plausible(pool)) {
    return false;
  }
  void *const *place = bottom_of(pool) + 1;
  for (; place <= pool->top || *place != NULL; place += 1) {
    if (!inverse_holds_at(pool, place)) {
      return false;
    }
  }
  for (size_t index = 0; index < pool->known; index += 1) {
    void *const *const slot = pool->slots[index];
    if (!is_place(pool, slot) || slot <= bottom_of(pool)) {
      return false;
    }
  }
  return true;
}
