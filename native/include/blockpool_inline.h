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
 *
 * Comments that begin with an @ are steps of the proof that every night makes of this file: native/docs/proof.md.
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
  /*@ assert places: \forall void **place; IN(pool->stack, place, bottom - pool->stack + 1, pool->block_count + 1) ==>
        (*place == \at(*place, Pre)); */
  /*@ assert others: \forall integer k; 0 <= k < index ==> pool->slots[k] == \at(pool->slots[k], Pre); */
  /*@ assert put: *bottom == block_at(pool->blocks, index) && pool->slots[index] == bottom; */
  /*@ assert before: intact{Pre}(pool->stack, bottom, pool->blocks, pool->slots, pool->block_count, index); */
  /*@ assert bottom: bottom == pool->stack + (pool->block_count - index) && 0 <= index < pool->block_count; */
  /*@ assert whole: intact(pool->stack, bottom, pool->blocks, pool->slots, pool->block_count, index + 1); */
  return block;
}

POOL_ALWAYS_INLINE int pp_inline_get_in_terms(pp_pool *pool, pp_terms terms, void **block) {
  /*@ assert numbered: numbered(pool->blocks, pool->block_count); */
  /*@ assert no_block: \forall integer k; 0 <= k < pool->block_count ==> block_at(pool->blocks, k) != \null; */
  void **const top = pool->top;
  void *next = *top;
  if (!POOL_EXPECTED(next != NULL)) {
    /*@ assert held: top - pool->stack != pool->block_count - pool->known ==>
          \exists integer k; 0 <= k < pool->known && *top == block_at(pool->blocks, k); */
    /*@ assert bottom: top - pool->stack == pool->block_count - pool->known; */
    next = pp_inline_know_one_more(pool);
    if (next == NULL) {
      /*@ assert alike: PLACES_AS_IN(Pre); */
      /*@ assert elsewhere: \forall void **place; IN(pool->stack, place, 0, pool->block_count + 1) ==> place != block; */
      /*@ assert none: intact(pool->stack, top, pool->blocks, pool->slots, pool->block_count, pool->known); */
      *block = NULL;
      /*@ assert still_alike: PLACES_AS_IN(Pre); */
      /*@ assert laid_still: LAID_AS_BEFORE; */
      /*@ assert refused: intact(pool->stack, top, pool->blocks, pool->slots, pool->block_count, pool->known); */
      return PP_EXHAUSTED;
    }
  }
  /*@ assert valid: valid_pool(pool) && pool->top == top; */
  /*@ assert laid_there: LAID_AS_BEFORE; */
  /*@ assert there: *top == next && next != \null; */
  /*@ assert above: top != pool->stack + (pool->block_count - pool->known); */
  /*@ assert stacked: stacked(pool) > 0; */
  /*@ assert which: \exists integer k; 0 <= k < pool->known && next == block_at(pool->blocks, k) &&
        pool->slots[k] == top; */
  /*@ assert whole: intact(pool->stack, top, pool->blocks, pool->slots, pool->block_count, pool->known); */
  /*@ assert one_down: intact(pool->stack, top - 1, pool->blocks, pool->slots, pool->block_count, pool->known); */
  /*@ assert taken: \forall void **place; BELOW(place, top) ==> *place != next; */
  /*@ assert known: \forall integer k; pool->known <= k < pool->block_count ==> next != block_at(pool->blocks, k); */
  pool->top = top - 1; /* before the zeros: beside the store of the return before it, the processor merges the two */
  /*@ assert moved: intact(pool->stack, top - 1, pool->blocks, pool->slots, pool->block_count, pool->known); */
  pool_zero(next, terms.wiped_bytes);
  /*@ assert zeroed: intact(pool->stack, top - 1, pool->blocks, pool->slots, pool->block_count, pool->known); */
  /*@ assert others: \forall integer i; 0 <= i < BLOCK_STRIDE * pool->block_count &&
        !((char *)next <= pool->blocks + i < (char *)next + terms.wiped_bytes) ==>
        pool->blocks[i] == \at(pool->blocks[i], Pre); */
  /*@ assert apart: \forall void **place; IN(pool->stack, place, 0, pool->block_count + 1) ==> place != block; */
  /*@ assert ended: ends(pool->stack, top - 1, pool->block_count, pool->known); */
  /*@ assert led: leads_in(pool->stack, pool->slots, pool->block_count, pool->known); */
  /*@ ghost Wiped: ; */
  *block = next;
  /*@ assert fields: pool->stack == \at(pool->stack, Wiped) && pool->slots == \at(pool->slots, Wiped) &&
        pool->blocks == \at(pool->blocks, Wiped) && pool->top == top - 1; */
  /*@ assert places: PLACES_AS_IN(Wiped); */
  /*@ assert same: SLOTS_AS_IN(Wiped); */
  /*@ assert laid_out: LAID_AS_BEFORE; */
  /*@ assert owned: is_owned(pool, *block); */
  /*@ assert not_stacked: \forall void **place; BELOW(place, top) ==> *place != *block; */
  /*@ assert not_new: \forall integer k; pool->known <= k < pool->block_count ==> *block != block_at(pool->blocks, k); */
  /*@ assert lent: !is_free(pool, *block); */
  /*@ assert end: ends(pool->stack, top - 1, pool->block_count, pool->known); */
  /*@ assert slots: leads_in(pool->stack, pool->slots, pool->block_count, pool->known); */
  /*@ assert answered: intact(pool->stack, top - 1, pool->blocks, pool->slots, pool->block_count, pool->known); */
  return PP_OK;
}

/* The number of the block at this address, or one of at least block_count when there is none. */
POOL_ALWAYS_INLINE uintptr_t pp_inline_index(const pp_pool *pool, pp_terms terms, const void *block) {
  /*@ assert numbers: \forall integer k; 0 <= k < pool->block_count && block == block_at(pool->blocks, k) ==>
        BLOCK_INDEX(BLOCK_STRIDE * k) == k && DISTANCE(block) == BLOCK_STRIDE * k; */
  /*@ assert foreign_number: BLOCK_INDEX(DISTANCE(block)) < pool->block_count ==>
        DISTANCE(block) == BLOCK_INDEX(DISTANCE(block)) * BLOCK_STRIDE; */
  /*@ assert foreign_address: BLOCK_INDEX(DISTANCE(block)) < pool->block_count ==>
        (uintptr_t)block == (uintptr_t)pool->blocks + BLOCK_INDEX(DISTANCE(block)) * BLOCK_STRIDE; */
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
  /*@ ghost if (top == pool->stack + (pool->block_count + 1)) pp_all_known_are_free(pool); */
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
  /*@ assert lent: is_owned(pool, block) && !is_free(pool, block); */
  /*@ assert room: free_count(pool) < pool->block_count; */
  /*@ assert held: \forall void **place; BELOW(place, top) ==> HOLDS_BLOCK(place); */
  top[0] = block;
  top[1] = NULL;
  slots[index] = top;
  pool->top = top;
  /*@ assert below: \forall void **place; BELOW(place, top) ==> *place != block && *place == \at(*place, Pre); */
  /*@ assert others: \forall integer k; 0 <= k < pool->known && k != index ==> pool->slots[k] == \at(pool->slots[k], Pre); */
  /*@ assert pushed: *top == block_at(pool->blocks, index) && *(top + 1) == \null && pool->slots[index] == top; */
  /*@ assert on_top: HOLDS_BLOCK(top); */
  /*@ assert known: pool->known <= pool->block_count; */
  /*@ assert within: IN(pool->stack, top, pool->block_count - pool->known + 1, pool->block_count); */
  /*@ assert still: \forall void **place; BELOW(place, top) ==> HOLDS_BLOCK(place); */
  /*@ assert whole: intact(pool->stack, top, pool->blocks, pool->slots, pool->block_count, pool->known); */
  return PP_OK;
}

POOL_ALWAYS_INLINE int pp_inline_return_in_terms(pp_pool *pool, pp_terms terms, void *block) {
  void **const top = pool->top + 1;
  /* No hint of which is likely: where returns come in any order, either is. The place first: mostly it alone decides. */
  if (*top == block && block != NULL) {
    /*@ assert lent: is_owned(pool, block) && !is_free(pool, block); */
    pool->top = top;
    /*@ assert places: PLACES_AS_IN(Pre); */
    /*@ assert slots: SLOTS_AS_IN(Pre); */
    /*@ assert kept: intact(pool->stack, top, pool->blocks, pool->slots, pool->block_count, pool->known); */
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
