/* The words that the contracts use. Read by Frama-C alone: what is proved is a comment to a compiler. */
#ifndef BUFFERPOOL_PROOF_WORDS_H
#define BUFFERPOOL_PROOF_WORDS_H

#include "bufferpool_inline/state.h"
#include "internal/limits.h"

/* A place is spoken of by its address, not by its number: provers need no arithmetic to find what is said of one. */
#define IN(stack, place, first, last) (\base_addr(place) == \base_addr(stack) && (first) <= (place) - (stack) <= (last))

#define IN_AT(L, stack, place, first, last) \
  (\base_addr{L}(place) == \base_addr{L}(stack) && (first) <= (place) - (stack) <= (last))

/* There stands a buffer, and slots knows it. By its number k: a division by 192 bytes is no matter for provers. */
#define HOLDS(place) (\exists integer k; 0 <= k < capacity && *(place) == soa + k && slots[k] == (place))

/*@
  // The stack lies right behind the struct.
  logic bp_soa **stack_of(bp_pool *p) = (bp_soa **)(p + 1);

  // How many are free: the number of the place that top is.
  logic integer free_count{L}(bp_pool *p) = p->top - stack_of(p);

  predicate is_buffer(bp_soa *soa, integer capacity, bp_soa *address) =
    (\exists integer k; 0 <= k < capacity && address == soa + k);

  // Buffers lie one behind the other as numbers too: what create arranges.
  predicate numbered(bp_soa *soa, integer capacity) =
    0 < (uintptr_t)soa && (uintptr_t)soa + 192 * capacity <= UINTPTR_MAX &&
    (\forall integer k; 0 <= k < capacity ==> (uintptr_t)(soa + k) == (uintptr_t)soa + 192 * k);

  // An address that is that of a buffer as a number is that of the buffer: memory is flat.
  predicate flat(bp_soa *soa, integer capacity, bp_soa *address) =
    0 <= (uintptr_t)address <= UINTPTR_MAX &&
    (\forall integer k; 0 <= k < capacity && (uintptr_t)address == (uintptr_t)(soa + k) ==> address == soa + k);

  // What create sets and nothing changes afterwards: parts that do not overlap.
  predicate laid_out{L}(bp_pool *p, integer capacity, integer receipt_capacity, bp_soa *soa, bp_soa ***slots,
                        bp_receipt *receipts) =
    \valid(p) && p->soa_capacity == capacity && p->receipt_capacity == receipt_capacity &&
    p->soa == soa && p->slots == slots && p->receipts == receipts &&
    0 < capacity <= BP_LARGEST_SOA_CAPACITY && 0 < receipt_capacity <= BP_LARGEST_RECEIPT_CAPACITY &&
    \valid(stack_of(p) + (0 .. capacity + 1)) && \valid(slots + (0 .. capacity - 1)) &&
    \valid(soa + (0 .. capacity - 1)) && \valid(receipts + (0 .. receipt_capacity - 1)) &&
    \separated(p, stack_of(p) + (0 .. capacity + 1), slots + (0 .. capacity - 1), soa + (0 .. capacity - 1),
               receipts + (0 .. receipt_capacity - 1)) &&
    numbered(soa, capacity);

  predicate ends{L}(bp_soa **stack, bp_soa **top, integer capacity) =
    IN(stack, top, 0, capacity) && *stack == \null && *(stack + (capacity + 1)) == \null;

  // slots leads nowhere but into the stack.
  predicate leads_in{L}(bp_soa **stack, bp_soa ***slots, integer capacity) =
    (\forall integer k; 0 <= k < capacity ==> IN(stack, slots[k], 1, capacity));

  // Up to the first NULL above top the stack is intact.
  predicate intact{L}(bp_soa **stack, bp_soa **top, bp_soa *soa, bp_soa ***slots, integer capacity) =
    (\exists bp_soa **end; IN(stack, end, top - stack + 1, capacity + 1) && *end == \null &&
      (\forall bp_soa **place; IN(stack, place, 1, end - stack - 1) ==> HOLDS(place)));

  // Nothing in stack and slots has changed, and top went down, or one up over a buffer.
  lemma intact_kept{A, B}: \forall bp_soa **stack, **before, **after, *soa, ***slots, integer capacity;
    intact{A}(stack, before, soa, slots, capacity) && IN_AT(A, stack, after, 0, before - stack + 1) &&
    (after - stack <= before - stack || \at(*after, A) != \null) &&
    (\forall bp_soa **place; IN_AT(A, stack, place, 0, capacity + 1) ==> \at(*place, A) == \at(*place, B)) &&
    (\forall integer k; 0 <= k < capacity ==> \at(slots[k], A) == \at(slots[k], B)) ==>
    intact{B}(stack, after, soa, slots, capacity);

  // All up to top is intact, and a NULL stands above it.
  lemma intact_up_to_top{L}: \forall bp_soa **stack, **top, *soa, ***slots, integer capacity;
    IN(stack, top, 1, capacity) && *(top + 1) == \null && HOLDS(top) &&
    (\forall bp_soa **place; IN(stack, place, 1, top - stack - 1) ==> HOLDS(place)) ==>
    intact(stack, top, soa, slots, capacity);

  predicate valid_pool{L}(bp_pool *p) =
    laid_out(p, p->soa_capacity, p->receipt_capacity, p->soa, p->slots, p->receipts) &&
    p->receipts_in_use <= p->receipt_capacity &&
    ends(stack_of(p), p->top, p->soa_capacity) && leads_in(stack_of(p), p->slots, p->soa_capacity) &&
    intact(stack_of(p), p->top, p->soa, p->slots, p->soa_capacity);

  // What is free is what stands in the stack, not above top.
  predicate is_free{L}(bp_pool *p, bp_soa *buffer) =
    (\exists bp_soa **place; IN(stack_of(p), place, 1, p->top - stack_of(p)) && *place == buffer);

  predicate is_owned{L}(bp_pool *p, bp_soa *buffer) = is_buffer(p->soa, p->soa_capacity, buffer);
*/

#define LAID_OUT laid_out(pool, pool->soa_capacity, pool->receipt_capacity, pool->soa, pool->slots, pool->receipts)
#define STAYS_LAID_OUT \
  laid_out(pool, \at(pool->soa_capacity, Pre), \at(pool->receipt_capacity, Pre), \at(pool->soa, Pre), \at(pool->slots, Pre), \
           \at(pool->receipts, Pre))

/* For the comments in the shipped files, where `pool` is the pool. */
#define BELOW(place, top) IN(stack_of(pool), place, 1, top - stack_of(pool) - 1)
#define HOLDS_BUFFER(place) (\exists integer k; 0 <= k < pool->soa_capacity && *(place) == pool->soa + k && pool->slots[k] == (place))
#define DISTANCE(buffer) ((uintptr_t)((uintptr_t)(buffer) - (uintptr_t)pool->soa))

#define ALL_FREE (pool->top == stack_of(pool) + pool->soa_capacity)

/* An ensures for each part of valid_pool, and that what create set is as it was. */
#define STAYS_VALID \
  ensures laid: laid_out(pool, \old(pool->soa_capacity), \old(pool->receipt_capacity), \old(pool->soa), \old(pool->slots), \
                         \old(pool->receipts)); \
  ensures counted: pool->receipts_in_use <= pool->receipt_capacity; \
  ensures ended: ends(stack_of(pool), pool->top, pool->soa_capacity); \
  ensures leads: leads_in(stack_of(pool), pool->slots, pool->soa_capacity); \
  ensures intact: intact(stack_of(pool), pool->top, pool->soa, pool->slots, pool->soa_capacity);

/* What the caller hands in for an answer is no part of the pool. */
#define APART(out) \
  \separated(out, pool, stack_of(pool) + (0 .. pool->soa_capacity + 1), pool->slots + (0 .. pool->soa_capacity - 1), \
             pool->soa + (0 .. pool->soa_capacity - 1), pool->receipts + (0 .. pool->receipt_capacity - 1))

#endif
