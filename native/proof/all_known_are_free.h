/* Where all places above the bottom hold a block, each block that is known stands in one of them. See all_free.h. */
#ifndef BLOCKPOOL_PROOF_ALL_KNOWN_ARE_FREE_H
#define BLOCKPOOL_PROOF_ALL_KNOWN_ARE_FREE_H

#include "block_words.h"

/*@ ghost
  /@ requires valid_pool(pool) && pool->top == pool->stack + pool->block_count;
     assigns \nothing;
     ensures \forall integer k; 0 <= k < pool->known ==> *(pool->slots[k]) == block_at(pool->blocks, k);
  @/
  void pp_all_known_are_free(const pp_pool *pool) {
    size_t pp_at[PP_LARGEST_COUNT + 1];
    size_t pp_of[PP_LARGEST_COUNT];
    size_t n = pool->known;
    void **bottom = pool->stack + (pool->block_count - n);
    /@ loop invariant 0 <= m <= n;
       loop invariant \forall integer k; 0 <= k < m ==> pp_of[k] == k + 1;
       loop invariant \forall integer i; 1 <= i <= m ==> pp_at[i] == i - 1;
       loop assigns m, pp_at[0 .. n], pp_of[0 .. n - 1];
       loop variant n - m; @/
    for (size_t m = 0; m < n; m += 1) {
      pp_at[m + 1] = m;
      pp_of[m] = m + 1;
    }
    /@ loop invariant 1 <= m <= n + 1;
       loop invariant \forall integer i; 1 <= i <= n ==> 0 <= pp_at[i] < n && pp_of[pp_at[i]] == i;
       loop invariant \forall integer k; 0 <= k < n ==> 1 <= pp_of[k] <= n && pp_at[pp_of[k]] == k;
       loop invariant \forall integer i; 1 <= i < m ==>
         bottom[i] == block_at(pool->blocks, pp_at[i]) && pool->slots[pp_at[i]] == bottom + i;
       loop assigns m, pp_at[0 .. n], pp_of[0 .. n - 1];
       loop variant n + 1 - m; @/
    for (size_t m = 1; m <= n; m += 1) {
      /@ assert holds: \exists integer k; 0 <= k < n && *(bottom + m) == block_at(pool->blocks, k) &&
           pool->slots[k] == bottom + m; @/
      size_t k = (size_t)((char *)bottom[m] - pool->blocks) / BLOCK_STRIDE;
      /@ assert number: 0 <= k < n && bottom[m] == block_at(pool->blocks, k) && pool->slots[k] == bottom + m; @/
      size_t from = pp_of[k], other = pp_at[m];
      /@ assert new: from >= m; @/
      pp_at[m] = k;
      pp_at[from] = other;
      pp_of[k] = m;
      pp_of[other] = from;
      /@ assert before: \forall integer i; 1 <= i < m ==> pp_at[i] == \at(pp_at[i], LoopCurrent); @/
      /@ assert here: pp_at[m] == k; @/
    }
    /@ assert all: \forall integer k; 0 <= k < n ==> 1 <= pp_of[k] <= n &&
         bottom[pp_of[k]] == block_at(pool->blocks, k) && pool->slots[k] == bottom + pp_of[k]; @/
  }
*/

#endif
