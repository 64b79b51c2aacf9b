/* blockpool_inline.h: get, return and the counters of a pool of blocks, for compilers to put in place: a few instructions each,
 * without a loop or a call. Every check is that of the shared library, whose functions are thin over these: both may work on
 * one pool. The library makes, clears and destroys the pools; the program is linked to it as ever.
 *
 * pp_inline_get and pp_inline_return work on any pool. A program that knows its blocks when it is compiled says so by a shape,
 * and then nothing of it is looked up, and wiping is a few stores:
 *
 *   static const pp_shape order = {64, 64, PP_WIPED};
 *   if (!pp_inline_has_shape(pool, order)) ...                 once: the pool must be of that shape
 *   if (pp_inline_get_shaped(pool, order, &block) == PP_OK) ...
 */
#ifndef BLOCKPOOL_INLINE_H
#define BLOCKPOOL_INLINE_H

#include "blockpool_inline/index.h"
#include "blockpool_inline/state.h"
#include "blockpool_inline/terms.h"
#include "blockpool_inline/zeros.h"

static inline int pp_inline_has_shape(const pp_pool *pool, pp_shape shape) {
  const pp_terms terms = pp_inline_terms_of(shape);
  return pool->block_size == shape.block_size && pool->terms.stride == terms.stride &&
         pool->terms.wiped_bytes == terms.wiped_bytes;
}

/* ---- in the terms of a pool, wherever these are from ---- */

/* Top has come to the bottom: all that are known are lent. Puts a block there that was never lent, and returns it; NULL: there
 * is none. Each block comes this way once, so it stands aside. */
POOL_ASIDE void *pp_inline_know_one_more(pp_pool *pool) {
  void **const bottom = pool->top;
  const size_t index = pool->known;
  if (index == pool->block_count) {
    return NULL;
  }
  void *const block = pool->blocks + index * pool->terms.stride;
  bottom[0] = block;
  bottom[-1] = NULL;
  pool->slots[index] = bottom;
  pool->known = index + 1;
  return block;
}

POOL_ALWAYS_INLINE int pp_inline_get_in_terms(pp_pool *pool, pp_terms terms, void **block) {
  void **const top = pool->top;
  void *next = *top;
  if (!POOL_EXPECTED(next != NULL)) {
    next = pp_inline_know_one_more(pool);
    if (next == NULL) {
      *block = NULL;
      return PP_EXHAUSTED;
    }
  }
  pool->top = top - 1; /* before the zeros: beside the store of the return before it, the processor merges the two */
  pool_zero(next, terms.wiped_bytes);
  *block = next;
  return PP_OK;
}

/* The number of the block at this address, or one of at least block_count when there is none. */
POOL_ALWAYS_INLINE uintptr_t pp_inline_index(const pp_pool *pool, pp_terms terms, const void *block) {
  return pool_index(POOL_CAST(uintptr_t, block) - POOL_CAST(uintptr_t, pool->blocks), terms.inverse, terms.shift);
}

static inline int pp_inline_is_free(const pp_pool *pool, uintptr_t index) {
  if (index >= pool->known) {
    return 1;
  }
  void *const *const slot = pool->slots[index];
  return slot <= pool->top && *slot == pool->blocks + index * pool->terms.stride;
}

/* A return that is not the reverse of the last lending, or that is to be refused; top as it would be after it, where this block
 * does not stand. Whether the old place of a block that is lent lies below top is a matter of chance, so a place is chosen to
 * look at, which takes no branch. */
POOL_ALWAYS_INLINE int pp_inline_return_in_any_order(pp_pool *pool, pp_terms terms, void *block, void **top) {
  const uintptr_t index = pp_inline_index(pool, terms, block);
  if (index >= pool->known) {
    return index < pool->block_count ? PP_NOT_IN_USE : PP_NOT_OWNED;
  }
  void ***const slots = pool->slots;
  void *const *const slot = slots[index];
  void *const *const below = slot < top ? slot : top;
  if (*below == block) {
    return PP_NOT_IN_USE;
  }
  top[0] = block;
  top[1] = NULL;
  slots[index] = top;
  pool->top = top;
  return PP_OK;
}

POOL_ALWAYS_INLINE int pp_inline_return_in_terms(pp_pool *pool, pp_terms terms, void *block) {
  void **const top = pool->top + 1;
  /* No hint of which is likely: where returns come in any order, either is. The place first: mostly it alone decides. */
  if (*top == block && block != NULL) {
    pool->top = top;
    return PP_OK;
  }
  return pp_inline_return_in_any_order(pool, terms, block, top);
}

/* ---- of any pool ---- */

POOL_ALWAYS_INLINE int pp_inline_get(pp_pool *pool, void **block) { return pp_inline_get_in_terms(pool, pool->terms, block); }

POOL_ALWAYS_INLINE int pp_inline_return(pp_pool *pool, void *block) {
  return pp_inline_return_in_terms(pool, pool->terms, block);
}

/* ---- of a pool whose shape is known when compiled ---- */

POOL_ALWAYS_INLINE int pp_inline_get_shaped(pp_pool *pool, pp_shape shape, void **block) {
  return pp_inline_get_in_terms(pool, pp_inline_terms_of(shape), block);
}

POOL_ALWAYS_INLINE int pp_inline_return_shaped(pp_pool *pool, pp_shape shape, void *block) {
  return pp_inline_return_in_terms(pool, pp_inline_terms_of(shape), block);
}

/* ---- counters ---- */

static inline size_t pp_inline_capacity(const pp_pool *pool) { return pool->block_count; }

static inline size_t pp_inline_free(const pp_pool *pool) { return POOL_CAST_NUMBER(size_t, pool->top - pool->stack); }

static inline size_t pp_inline_used(const pp_pool *pool) { return pool->block_count - pp_inline_free(pool); }

static inline size_t pp_inline_peak(const pp_pool *pool) {
  return pool->known > pool->most_known_before_clear ? pool->known : pool->most_known_before_clear;
}

#endif
