/* The words that the contracts of the pool of blocks use. Read by Frama-C alone. BLOCK_STRIDE, the bytes from one block to the
 * next, is a constant of each instance that is proved. */
#ifndef BLOCKPOOL_PROOF_WORDS_H
#define BLOCKPOOL_PROOF_WORDS_H

#include "blockpool_inline/state.h"
#include "index_lemma.h"

/* A place is spoken of by its address, as in words.h. */
#define IN(stack, place, first, last) (\base_addr(place) == \base_addr(stack) && (first) <= (place) - (stack) <= (last))
#define IN_AT(L, stack, place, first, last) \
  (\base_addr{L}(place) == \base_addr{L}(stack) && (first) <= (place) - (stack) <= (last))

/* There stands a block that is known, and slots knows it. */
#define HOLDS(place) \
  (\exists integer k; 0 <= k < known && *(place) == block_at(blocks, k) && slots[k] == (place))

/*@
  logic void *block_at(char *blocks, integer k) = (void *)(blocks + BLOCK_STRIDE * k);

  predicate is_block(char *blocks, integer first, integer end, void *address) =
    (\exists integer k; first <= k < end && address == block_at(blocks, k));

  // Blocks lie one behind the other as numbers too, and an address that is that of a block as a number is that of the block.
  predicate numbered(char *blocks, integer count) =
    0 < (uintptr_t)blocks && (uintptr_t)blocks + BLOCK_STRIDE * count <= UINTPTR_MAX &&
    (\forall integer k; 0 <= k < count ==> block_at(blocks, k) != \null) &&
    (\forall integer k; 0 <= k < count ==> (uintptr_t)block_at(blocks, k) == (uintptr_t)blocks + BLOCK_STRIDE * k);

  predicate flat(char *blocks, integer count, void *address) =
    0 <= (uintptr_t)address <= UINTPTR_MAX &&
    (\forall integer k; 0 <= k < count && (uintptr_t)address == (uintptr_t)block_at(blocks, k) ==>
      address == block_at(blocks, k));

  predicate in_these_terms(pp_terms terms) =
    terms.stride == BLOCK_STRIDE && terms.inverse == BLOCK_INVERSE && terms.shift == BLOCK_SHIFT &&
    terms.wiped_bytes <= BLOCK_STRIDE;

  // What create sets and nothing changes afterwards: parts that do not overlap.
  predicate laid_out{L}(pp_pool *p, integer count, void **stack, void ***slots, char *blocks) =
    \valid(p) && p->block_count == count && p->stack == stack && p->slots == slots && p->blocks == blocks &&
    in_these_terms(p->terms) && 0 < count <= PP_LARGEST_COUNT &&
    \valid(stack + (0 .. count + 1)) && \valid(slots + (0 .. count - 1)) && \valid(blocks + (0 .. BLOCK_STRIDE * count - 1)) &&
    \separated(p, stack + (0 .. count + 1), slots + (0 .. count - 1), blocks + (0 .. BLOCK_STRIDE * count - 1)) &&
    numbered(blocks, count);

  // The bottom lies `known` places below the last one.
  predicate ends{L}(void **stack, void **top, integer count, integer known) =
    0 <= known <= count && IN(stack, top, count - known, count) && *(stack + (count - known)) == \null &&
    *(stack + (count + 1)) == \null;

  // slots leads nowhere but above the bottom.
  predicate leads_in{L}(void **stack, void ***slots, integer count, integer known) =
    (\forall integer k; 0 <= k < known ==> IN(stack, slots[k], count - known + 1, count));

  // Up to the first NULL above top the stack is intact.
  predicate intact{L}(void **stack, void **top, char *blocks, void ***slots, integer count, integer known) =
    (\exists void **end; IN(stack, end, top - stack + 1, count + 1) && *end == \null &&
      (\forall void **place; IN(stack, place, count - known + 1, end - stack - 1) ==> HOLDS(place)));

  // Nothing in stack and slots has changed, and top went down, or one up over a block.
  lemma intact_kept{A, B}: \forall void **stack, **before, **after, char *blocks, void ***slots,
                                   integer count, integer known;
    0 <= known <= count &&
    intact{A}(stack, before, blocks, slots, count, known) && IN_AT(A, stack, after, 0, before - stack + 1) &&
    (after - stack <= before - stack || \at(*after, A) != \null) &&
    (\forall void **place; IN_AT(A, stack, place, 0, count + 1) ==> \at(*place, A) == \at(*place, B)) &&
    (\forall integer k; 0 <= k < known ==> \at(slots[k], A) == \at(slots[k], B)) ==>
    intact{B}(stack, after, blocks, slots, count, known);

  // All up to top is intact, and a NULL stands above it.
  lemma intact_up_to_top{L}: \forall void **stack, **top, char *blocks, void ***slots, integer count, integer known;
    0 <= known <= count && IN(stack, top, count - known + 1, count) && *(top + 1) == \null && HOLDS(top) &&
    (\forall void **place; IN(stack, place, count - known + 1, top - stack - 1) ==> HOLDS(place)) ==>
    intact(stack, top, blocks, slots, count, known);

  // A block that was never lent stands where the bottom was, and the bottom is one down.
  lemma intact_with_one_more{A, B}: \forall void **stack, **bottom, char *blocks, void ***slots,
                                            integer count, integer known, integer more;
    0 <= known < count && more == known + 1 && bottom == stack + (count - known) &&
    intact{A}(stack, bottom, blocks, slots, count, known) &&
    \at(*bottom, B) == block_at(blocks, known) && \at(slots[known], B) == bottom &&
    (\forall void **place; IN_AT(A, stack, place, count - known + 1, count + 1) ==> \at(*place, A) == \at(*place, B)) &&
    (\forall integer k; 0 <= k < known ==> \at(slots[k], A) == \at(slots[k], B)) ==>
    intact{B}(stack, bottom, blocks, slots, count, more);

  predicate valid_pool{L}(pp_pool *p) =
    laid_out(p, p->block_count, p->stack, p->slots, p->blocks) && ends(p->stack, p->top, p->block_count, p->known) &&
    leads_in(p->stack, p->slots, p->block_count, p->known) &&
    intact(p->stack, p->top, p->blocks, p->slots, p->block_count, p->known);

  logic integer free_count{L}(pp_pool *p) = p->top - p->stack;

  // How many of these stand in the stack; all others were never lent.
  logic integer stacked{L}(pp_pool *p) = p->top - p->stack - (p->block_count - p->known);

  predicate is_owned{L}(pp_pool *p, void *block) = is_block(p->blocks, 0, p->block_count, block);

  predicate is_known{L}(pp_pool *p, void *block) = is_block(p->blocks, 0, p->known, block);

  predicate is_stacked{L}(pp_pool *p, void *block) =
    (\exists void **place; IN(p->stack, place, p->block_count - p->known + 1, p->top - p->stack) && *place == block);

  // What is free was never lent, or stands in the stack, not above top.
  predicate is_free{L}(pp_pool *p, void *block) =
    is_block(p->blocks, p->known, p->block_count, block) || is_stacked(p, block);
*/

/* An ensures for each part of valid_pool, and that what create set is as it was. */
#define STAYS_VALID \
  ensures laid: laid_out(pool, \old(pool->block_count), \old(pool->stack), \old(pool->slots), \old(pool->blocks)); \
  ensures terms: pool->terms == \old(pool->terms); \
  ensures ended: ends(pool->stack, pool->top, pool->block_count, pool->known); \
  ensures leads: leads_in(pool->stack, pool->slots, pool->block_count, pool->known); \
  ensures intact: intact(pool->stack, pool->top, pool->blocks, pool->slots, pool->block_count, pool->known);

#define PLACES_AS_IN(when) \
  (\forall void **place; IN(pool->stack, place, 0, pool->block_count + 1) ==> *place == \at(*place, when))
#define SLOTS_AS_IN(when) (\forall integer k; 0 <= k < pool->block_count ==> pool->slots[k] == \at(pool->slots[k], when))
#define LAID_AS_BEFORE \
  laid_out(pool, \at(pool->block_count, Pre), \at(pool->stack, Pre), \at(pool->slots, Pre), \at(pool->blocks, Pre))
#define BELOW(place, top) IN(pool->stack, place, pool->block_count - pool->known + 1, top - pool->stack - 1)
#define HOLDS_BLOCK(place) \
  (\exists integer k; 0 <= k < pool->known && *(place) == block_at(pool->blocks, k) && pool->slots[k] == (place))
#define DISTANCE(block) ((uintptr_t)((uintptr_t)(block) - (uintptr_t)pool->blocks))

/* What the caller hands in for an answer is no part of the pool. */
#define APART(out) \
  \separated(out, pool, pool->stack + (0 .. pool->block_count + 1), pool->slots + (0 .. pool->block_count - 1), \
             pool->blocks + (0 .. BLOCK_STRIDE * pool->block_count - 1))

#endif
