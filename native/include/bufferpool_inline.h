/* bufferpool_inline.h: the operations between create and destroy, for compilers to put in place: a few instructions each,
 * without a loop or a call. Every check is that of the shared library, whose functions are thin over these: both may work on
 * one pool. The library makes, clears and destroys the pools; the program is linked to it as ever.
 *
 * Static, so that files compiled for unlike processors each have their own: of two inline functions of one name, C++ would keep
 * either.
 *
 * Comments that begin with an @ are steps of the proof that every night makes of this file: native/docs/proof.md.
 */
#ifndef BUFFERPOOL_INLINE_H
#define BUFFERPOOL_INLINE_H

#include "blockpool_inline/index.h"
#include "bufferpool_inline/counts.h"
#include "bufferpool_inline/state.h"
#include "bufferpool_inline/stores.h"

/* How many are free: top stands so far above the NULL that ends them. */
static inline uint32_t bp_inline_free_count(const bp_pool *pool) {
  return POOL_CAST_NUMBER(uint32_t, pool->top - POOL_CAST(bp_soa *const *, pool + 1));
}

static inline int bp_inline_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  if (size > BP_LANES) {
    *out = NULL;
    BP_COUNT(pool, invalid_sizes);
    return BP_INVALID_SIZE;
  }
  bp_soa **const top = pool->top;
  bp_soa *const buffer = *top;
  if (!POOL_EXPECTED(buffer != NULL)) {
    *out = NULL;
    BP_COUNT(pool, exhaustions);
    return BP_EXHAUSTED;
  }
  pool->top = top - 1; /* before the zeros: beside the store of the return before it, the processor merges the two */
  bp_inline_zero_soa(buffer);
  *out = buffer;
  BP_COUNT(pool, soa_hits);
  BP_COUNT_HIGH_WATER(pool, soa_high_water, pool->soa_capacity - bp_inline_free_count(pool));
  return BP_OK;
}

/* 192 = 64 * 3, and this times 3 is 1 modulo 2^64, or 2^32 where addresses have 32 bits. */
#define BP_INLINE_INVERSE_OF_THREE (UINTPTR_MAX / 3 * 2 + 1)

/* The index of the buffer at this address, or a number of at least soa_capacity when none is there: before the buffers, behind
 * them, inside one, NULL. See blockpool_inline/index.h. */
static inline uintptr_t bp_inline_index(const bp_pool *pool, const bp_soa *buffer) {
  /*@ assert numbers: \forall integer k; 0 <= k < pool->soa_capacity && buffer == pool->soa + k ==>
        pool_index_192(192 * k) == k && DISTANCE(buffer) == 192 * k; */
  /*@ assert foreign_distance: \let i = pool_index_192(DISTANCE(buffer)); i < pool->soa_capacity ==> DISTANCE(buffer) == i * 192; */
  /*@ assert foreign_address: \let i = pool_index_192(DISTANCE(buffer)); i < pool->soa_capacity ==>
        (uintptr_t)buffer == (uintptr_t)pool->soa + i * 192; */
  /*@ assert foreign_place: \let i = pool_index_192(DISTANCE(buffer)); i < pool->soa_capacity ==>
        (uintptr_t)(pool->soa + i) == (uintptr_t)pool->soa + i * 192; */
  return pool_index(POOL_CAST(uintptr_t, buffer) - POOL_CAST(uintptr_t, pool->soa), BP_INLINE_INVERSE_OF_THREE, 6);
}

static inline int bp_inline_is_free(const bp_pool *pool, uint32_t index) {
  bp_soa *const *const slot = pool->slots[index];
  return slot <= pool->top && *slot == pool->soa + index;
}

/* A return that is not the reverse of the last lending, or that is to be refused; top as it would be after it. */
static inline int bp_inline_return_in_any_order(bp_pool *pool, bp_soa *buffer, bp_soa **top) {
  /*@ ghost if (top == (bp_soa **)(pool + 1) + pool->soa_capacity + 1) bp_all_are_free(pool); */
  const uintptr_t index = bp_inline_index(pool, buffer);
  if (index >= pool->soa_capacity) {
    BP_COUNT(pool, not_owned_returns);
    return BP_NOT_OWNED;
  }
  /* bp_inline_is_free, without a branch between its halves: whether the old place of a buffer that is lent lies below top is a
   * matter of chance, so that branch would be foretold wrong every second time. So a place is chosen to look at, and where the
   * old one does not count that is top's, which holds another. When all are free, each is found to be: top stays within the
   * stack. */
  bp_soa *const *const slot = pool->slots[index];
  bp_soa *const *const below = slot < top ? slot : top;
  if (*below == buffer) {
    BP_COUNT(pool, not_in_use_returns);
    return BP_NOT_IN_USE;
  }
  /*@ assert lent: is_owned(pool, buffer) && !is_free(pool, buffer); */
  /*@ assert room: free_count(pool) < pool->soa_capacity; */
  /*@ assert held: \forall bp_soa **place; BELOW(place, top) ==> HOLDS_BUFFER(place); */
  top[0] = buffer;
  top[1] = NULL;
  pool->slots[index] = top;
  pool->top = top;
  /*@ assert below: \forall bp_soa **place; BELOW(place, top) ==> *place != buffer && *place == \at(*place, Pre); */
  /*@ assert others: \forall integer k; 0 <= k < pool->soa_capacity && k != index ==> pool->slots[k] == \at(pool->slots[k], Pre); */
  /*@ assert pushed: *top == pool->soa + index && *(top + 1) == \null && pool->slots[index] == top; */
  /*@ assert still: \forall bp_soa **place; BELOW(place, top) ==> HOLDS_BUFFER(place); */
  /*@ assert whole: intact(stack_of(pool), top, pool->soa, pool->slots, pool->soa_capacity); */
  BP_COUNT(pool, soa_returns);
  return BP_OK;
}

static inline int bp_inline_return_soa(bp_pool *pool, bp_soa *buffer) {
  bp_soa **const top = pool->top + 1;
  /* No hint of which is likely: where returns come in any order, either is. The place first: mostly it alone decides. */
  if (*top == buffer && buffer != NULL) {
    /*@ assert lent: is_owned(pool, buffer) && !is_free(pool, buffer); */
    pool->top = top;
    BP_COUNT(pool, soa_returns);
    return BP_OK;
  }
  return bp_inline_return_in_any_order(pool, buffer, top);
}

static inline int bp_inline_get_receipt(bp_pool *pool, bp_receipt **out) {
  const uint32_t next = pool->receipts_in_use;
  if (next == pool->receipt_capacity) {
    *out = NULL;
    BP_COUNT(pool, receipt_exhaustions);
    return BP_RECEIPTS_EXHAUSTED;
  }
  bp_receipt *const receipt = pool->receipts + next;
  pool->receipts_in_use = next + 1;
  bp_inline_zero_receipt(receipt);
  receipt->id = next;
  *out = receipt;
  /*@ assert stack: \forall bp_soa **place; IN(stack_of(pool), place, 0, pool->soa_capacity + 1) ==> *place == \at(*place, Pre); */
  /*@ assert slots: \forall integer k; 0 <= k < pool->soa_capacity ==> pool->slots[k] == \at(pool->slots[k], Pre); */
  BP_COUNT(pool, receipt_hits);
  BP_COUNT_HIGH_WATER(pool, receipt_high_water, next + 1);
  return BP_OK;
}

static inline void bp_inline_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

static inline void bp_inline_capacity_usage(const bp_pool *pool, bp_usage *out) {
  out->soa_in_use = pool->soa_capacity - bp_inline_free_count(pool);
  out->soa_total = pool->soa_capacity;
  out->receipts_in_use = pool->receipts_in_use;
  out->receipts_total = pool->receipt_capacity;
}

#endif
