/* What is proved of the operations of the pool of blocks between create and destroy. */
#ifndef BLOCKPOOL_PROOF_CONTRACTS_H
#define BLOCKPOOL_PROOF_CONTRACTS_H

#include "all_known_are_free.h"

/*@ requires room: \valid((char *)block + (0 .. bytes - 1));
    assigns ((char *)block)[0 .. bytes - 1];
    ensures wiped: \forall integer i; 0 <= i < bytes ==> ((char *)block)[i] == 0;
*/
static inline void pool_zero(void *block, size_t bytes);

#define AS_BEFORE (pool->top == \old(pool->top) && pool->known == \old(pool->known))

/*@ requires valid: valid_pool(pool);
    requires bottom: pool->top == pool->stack + (pool->block_count - pool->known);
    assigns pool->top[-1 .. 0], pool->slots[0 .. pool->block_count - 1], pool->known;
    STAYS_VALID
    ensures top: pool->top == \old(pool->top);
    behavior none:
      assumes pool->known == pool->block_count;
      ensures nothing: \result == \null;
      ensures unchanged: pool->known == \old(pool->known);
      ensures places: PLACES_AS_IN(Pre);
      ensures slots: SLOTS_AS_IN(Pre);
    behavior one_more:
      assumes pool->known < pool->block_count;
      ensures first: \result == block_at(pool->blocks, \old(pool->known));
      ensures known: pool->known == \old(pool->known) + 1;
      ensures there: *(pool->top) == \result && \result != \null;
      ensures above: \forall void **place; IN(pool->stack, place, pool->top - pool->stack + 1, pool->block_count + 1) ==>
        *place == \at(*place, Pre);
    complete behaviors;
    disjoint behaviors;
*/
static inline void *pp_inline_know_one_more(pp_pool *pool);

#define GET_CONTRACT(bytes) \
  requires valid: valid_pool(pool); \
  requires room: \valid(block) && APART(block); \
  assigns pool->top, pool->known, *block, pool->top[-1 .. 0], pool->slots[0 .. pool->block_count - 1], \
    pool->blocks[0 .. BLOCK_STRIDE * pool->block_count - 1]; \
  STAYS_VALID \
  behavior is_exhausted: \
    assumes free_count(pool) == 0; \
    ensures status: \result == PP_EXHAUSTED; \
    ensures nothing: *block == \null; \
    ensures unchanged: AS_BEFORE; \
    ensures places: PLACES_AS_IN(Pre); \
    ensures slots: SLOTS_AS_IN(Pre); \
    ensures contents: \forall integer i; 0 <= i < BLOCK_STRIDE * pool->block_count ==> \
      pool->blocks[i] == \old(pool->blocks[i]); \
  behavior lends_the_newest: \
    assumes stacked(pool) > 0; \
    ensures newest: *block == \old(*(pool->top)); \
    ensures known: pool->known == \old(pool->known); \
    ensures below: \forall void **place; IN(pool->stack, place, 0, free_count(pool)) ==> *place == \at(*place, Pre); \
  behavior lends_the_next: \
    assumes stacked(pool) == 0 && free_count(pool) > 0; \
    ensures next: *block == block_at(pool->blocks, \old(pool->known)); \
    ensures known: pool->known == \old(pool->known) + 1; \
  behavior lends: \
    assumes free_count(pool) > 0; \
    ensures status: \result == PP_OK; \
    ensures one_less: pool->top == \old(pool->top) - 1; \
    ensures owned: is_owned(pool, *block); \
    ensures lent: !is_free(pool, *block); \
    ensures wiped: \forall integer i; 0 <= i < bytes ==> ((char *)*block)[i] == 0; \
    ensures contents: \forall integer i; 0 <= i < BLOCK_STRIDE * pool->block_count && \
      !((char *)*block <= pool->blocks + i < (char *)*block + bytes) ==> pool->blocks[i] == \old(pool->blocks[i]); \
  complete behaviors is_exhausted, lends; \
  complete behaviors is_exhausted, lends_the_newest, lends_the_next; \
  disjoint behaviors is_exhausted, lends; \
  disjoint behaviors is_exhausted, lends_the_newest, lends_the_next;

/*@ requires terms: in_these_terms(terms);
    GET_CONTRACT(terms.wiped_bytes)
*/
static inline int pp_inline_get_in_terms(pp_pool *pool, pp_terms terms, void **block);

/*@ requires valid: laid_out(pool, pool->block_count, pool->stack, pool->slots, pool->blocks);
    requires terms: in_these_terms(terms);
    requires flat: flat(pool->blocks, pool->block_count, (void *)block);
    assigns \nothing;
    ensures owned: \forall integer k; 0 <= k < pool->block_count && block == block_at(pool->blocks, k) ==> \result == k;
    ensures foreign: \result < pool->block_count ==> block == block_at(pool->blocks, \result);
*/
static inline uintptr_t pp_inline_index(const pp_pool *pool, pp_terms terms, const void *block);

/*@ requires valid: valid_pool(pool);
    requires number: index < pool->block_count;
    assigns \nothing;
    ensures free: \result != 0 <==> is_free(pool, block_at(pool->blocks, index));
*/
static inline int pp_inline_is_free(const pp_pool *pool, uintptr_t index);

#define UNCHANGED \
  ensures unchanged: AS_BEFORE; \
  ensures places: PLACES_AS_IN(Pre); \
  ensures slots: SLOTS_AS_IN(Pre);

#define RETURN_CONTRACT \
  STAYS_VALID \
  ensures known: pool->known == \old(pool->known); \
  behavior not_owned: \
    assumes !is_owned(pool, block); \
    ensures status: \result == PP_NOT_OWNED; \
    UNCHANGED \
  behavior not_in_use: \
    assumes is_owned(pool, block) && is_free(pool, block); \
    ensures status: \result == PP_NOT_IN_USE; \
    UNCHANGED \
  behavior takes_back: \
    assumes is_owned(pool, block) && !is_free(pool, block); \
    ensures status: \result == PP_OK; \
    ensures one_more: pool->top == \old(pool->top) + 1; \
    ensures on_top: *(pool->top) == block; \
    ensures below: \forall void **place; IN(pool->stack, place, 0, free_count(pool) - 1) ==> *place == \at(*place, Pre); \
  complete behaviors; \
  disjoint behaviors;

#define RETURN_ASSIGNS(above) \
  assigns pool->top, (above)[0 .. 1], pool->slots[0 .. pool->block_count - 1];

/*@ requires valid: valid_pool(pool);
    requires terms: in_these_terms(terms);
    requires above: top == pool->top + 1;
    requires elsewhere: *top != block || block == \null;
    requires flat: flat(pool->blocks, pool->block_count, block);
    RETURN_ASSIGNS(top)
    RETURN_CONTRACT
*/
static inline int pp_inline_return_in_any_order(pp_pool *pool, pp_terms terms, void *block, void **top);

#define RETURN_ONE_CONTRACT \
  requires valid: valid_pool(pool); \
  requires flat: flat(pool->blocks, pool->block_count, block); \
  RETURN_ASSIGNS(pool->top + 1) \
  RETURN_CONTRACT

/*@ requires terms: in_these_terms(terms);
    RETURN_ONE_CONTRACT
*/
static inline int pp_inline_return_in_terms(pp_pool *pool, pp_terms terms, void *block);

/*@ GET_CONTRACT(pool->terms.wiped_bytes) */
static inline int pp_inline_get(pp_pool *pool, void **block);

/*@ RETURN_ONE_CONTRACT */
static inline int pp_inline_return(pp_pool *pool, void *block);

#define COUNT_CONTRACT(number) \
  requires valid: valid_pool(pool); \
  assigns \nothing; \
  ensures count: \result == number;

/*@ COUNT_CONTRACT(pool->block_count) */
static inline size_t pp_inline_capacity(const pp_pool *pool);
/*@ COUNT_CONTRACT(free_count(pool)) */
static inline size_t pp_inline_free(const pp_pool *pool);
/*@ COUNT_CONTRACT(pool->block_count - free_count(pool)) */
static inline size_t pp_inline_used(const pp_pool *pool);
/*@ COUNT_CONTRACT(\max(pool->known, pool->most_known_before_clear)) */
static inline size_t pp_inline_peak(const pp_pool *pool);

#endif
