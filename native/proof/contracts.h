/* What is proved of the operations between create and destroy. */
#ifndef BUFFERPOOL_PROOF_CONTRACTS_H
#define BUFFERPOOL_PROOF_CONTRACTS_H

#include "all_free.h"
#include "index_lemma.h"
#include "words.h"

/*@ requires valid_pool(pool);
    assigns \nothing;
    ensures \result == free_count(pool);
*/
static inline uint32_t bp_inline_free_count(const bp_pool *pool);

#define WIPED(buffer) \
  (\forall integer i; 0 <= i < BP_LANES ==> (buffer)->s[i] == 0 && (buffer)->p[i] == 0 && (buffer)->o[i] == 0)

/*@ requires \valid(buffer);
    assigns *buffer;
    ensures wiped: WIPED(buffer);
*/
static inline void bp_inline_zero_soa(bp_soa *buffer);

#define GET_SOA_CONTRACT(in_a_refusal) \
  requires valid: valid_pool(pool); \
  requires room: \valid(out) && APART(out); \
  assigns pool->top, *out, **(pool->top); \
  STAYS_VALID \
  behavior refuses_the_size: \
    assumes size > BP_LANES; \
    in_a_refusal \
    ensures status: \result == BP_INVALID_SIZE; \
    ensures nothing: *out == \null; \
    ensures unchanged: pool->top == \old(pool->top); \
  behavior is_exhausted: \
    assumes size <= BP_LANES && free_count(pool) == 0; \
    in_a_refusal \
    ensures status: \result == BP_EXHAUSTED; \
    ensures nothing: *out == \null; \
    ensures unchanged: pool->top == \old(pool->top); \
  behavior lends: \
    assumes size <= BP_LANES && free_count(pool) > 0; \
    ensures status: \result == BP_OK; \
    ensures newest: *out == \old(*(pool->top)); \
    ensures one_less: pool->top == \old(pool->top) - 1; \
    ensures below: \forall bp_soa **place; IN(stack_of(pool), place, 1, free_count(pool)) ==> *place == \at(*place, Pre); \
    ensures owned: is_owned(pool, *out); \
    ensures lent: !is_free(pool, *out); \
    ensures wiped: WIPED(*out); \
  complete behaviors; \
  disjoint behaviors;

/*@ GET_SOA_CONTRACT(assigns *out;) */
static inline int bp_inline_get_soa(bp_pool *pool, size_t size, bp_soa **out);

/*@ requires laid_out(pool, pool->soa_capacity, pool->receipt_capacity, pool->soa, pool->slots, pool->receipts);
    requires flat(pool->soa, pool->soa_capacity, (bp_soa *)buffer);
    assigns \nothing;
    ensures owned: \forall integer k; 0 <= k < pool->soa_capacity && buffer == pool->soa + k ==> \result == k;
    ensures foreign: \result < pool->soa_capacity ==> buffer == pool->soa + \result;
*/
static inline uintptr_t bp_inline_index(const bp_pool *pool, const bp_soa *buffer);

/*@ requires valid_pool(pool) && index < pool->soa_capacity;
    assigns \nothing;
    ensures \result != 0 <==> is_free(pool, pool->soa + index);
*/
static inline int bp_inline_is_free(const bp_pool *pool, uint32_t index);

#define UNCHANGED \
  ensures unchanged_top: pool->top == \old(pool->top); \
  ensures unchanged_next: *(\old(pool->top) + 1) == \old(*(pool->top + 1)); \
  ensures unchanged_beyond: \old(free_count(pool) < pool->soa_capacity) ==> *(\old(pool->top) + 2) == \old(*(pool->top + 2)); \
  ensures unchanged_slots: \forall integer k; 0 <= k < pool->soa_capacity ==> pool->slots[k] == \old(pool->slots[k]);

#define RETURN_CONTRACT \
  STAYS_VALID \
  behavior not_owned: \
    assumes !is_owned(pool, buffer); \
    ensures status: \result == BP_NOT_OWNED; \
    UNCHANGED \
  behavior not_in_use: \
    assumes is_owned(pool, buffer) && is_free(pool, buffer); \
    ensures status: \result == BP_NOT_IN_USE; \
    UNCHANGED \
  behavior takes_back: \
    assumes is_owned(pool, buffer) && !is_free(pool, buffer); \
    ensures status: \result == BP_OK; \
    ensures one_more: pool->top == \old(pool->top) + 1; \
    ensures on_top: *(pool->top) == buffer; \
    ensures below: \forall bp_soa **place; IN(stack_of(pool), place, 1, free_count(pool) - 1) ==> *place == \at(*place, Pre); \
  complete behaviors; \
  disjoint behaviors;

/*@ requires valid: valid_pool(pool);
    requires above: top == pool->top + 1;
    requires elsewhere: *top != buffer || buffer == \null;
    requires flat: flat(pool->soa, pool->soa_capacity, buffer);
    assigns pool->top, top[0 .. 1], pool->slots[0 .. pool->soa_capacity - 1];
    RETURN_CONTRACT
*/
static inline int bp_inline_return_in_any_order(bp_pool *pool, bp_soa *buffer, bp_soa **top);

#define RETURN_SOA_CONTRACT \
  requires valid: valid_pool(pool); \
  requires flat: flat(pool->soa, pool->soa_capacity, buffer); \
  assigns pool->top, pool->top[1 .. 2], pool->slots[0 .. pool->soa_capacity - 1]; \
  RETURN_CONTRACT

/*@ RETURN_SOA_CONTRACT */
static inline int bp_inline_return_soa(bp_pool *pool, bp_soa *buffer);

#define BLANK(r) \
  ((r)->cycle_id == 0 && (r)->shard_id == 0 && (r)->hook_id == 0 && (r)->ticks == 0 && (r)->actual_ticks == 0 && \
   (r)->lanes == 0 && (r)->flags == 0 && (r)->span_id == 0 && (r)->a_hash == 0 && \
   (\forall integer i; 0 <= i < 32 ==> (r)->prev_hash[i] == 0 && (r)->hash[i] == 0))

/*@ requires \valid(receipt);
    assigns *receipt;
    ensures blank: BLANK(receipt);
    ensures id: receipt->id == 0;
*/
static inline void bp_inline_zero_receipt(bp_receipt *receipt);

#define GET_RECEIPT_CONTRACT(in_a_refusal) \
  requires valid: valid_pool(pool); \
  requires room: \valid(out) && APART(out); \
  assigns pool->receipts_in_use, *out, pool->receipts[pool->receipts_in_use]; \
  STAYS_VALID \
  behavior is_exhausted: \
    assumes pool->receipts_in_use == pool->receipt_capacity; \
    in_a_refusal \
    ensures status: \result == BP_RECEIPTS_EXHAUSTED; \
    ensures nothing: *out == \null; \
    ensures unchanged: pool->receipts_in_use == \old(pool->receipts_in_use); \
  behavior lends: \
    assumes pool->receipts_in_use < pool->receipt_capacity; \
    ensures status: \result == BP_OK; \
    ensures next: *out == pool->receipts + \old(pool->receipts_in_use); \
    ensures one_more: pool->receipts_in_use == \old(pool->receipts_in_use) + 1; \
    ensures id: (*out)->id == \old(pool->receipts_in_use); \
    ensures blank: BLANK(*out); \
  complete behaviors; \
  disjoint behaviors;

/*@ GET_RECEIPT_CONTRACT(assigns *out;) */
static inline int bp_inline_get_receipt(bp_pool *pool, bp_receipt **out);

#define RESET_CONTRACT \
  requires valid: valid_pool(pool); \
  assigns pool->receipts_in_use; \
  STAYS_VALID \
  ensures none: pool->receipts_in_use == 0;

/*@ RESET_CONTRACT */
static inline void bp_inline_reset_receipts(bp_pool *pool);

#define USAGE_CONTRACT \
  requires valid: valid_pool(pool); \
  requires room: \valid(out) && APART(out); \
  assigns *out; \
  ensures soa: out->soa_in_use == pool->soa_capacity - free_count(pool) && out->soa_total == pool->soa_capacity; \
  ensures receipts: out->receipts_in_use == pool->receipts_in_use && out->receipts_total == pool->receipt_capacity;

/*@ USAGE_CONTRACT */
static inline void bp_inline_capacity_usage(const bp_pool *pool, bp_usage *out);

#endif
