/* Where all places of the stack hold a buffer, each buffer stands in one of them: capacity places, capacity buffers, no buffer
 * twice. Ghost code counts them out, in two local arrays that are each other's inverse and that are brought into the order of the
 * stack one place after the other. So the state of a pool needs no inverse of its own. */
#ifndef BUFFERPOOL_PROOF_ALL_FREE_H
#define BUFFERPOOL_PROOF_ALL_FREE_H

#include "words.h"

/*@ ghost
  /@ requires valid_pool(pool) && ALL_FREE;
     assigns \nothing;
     ensures \forall integer k; 0 <= k < pool->soa_capacity ==> *(pool->slots[k]) == pool->soa + k;
  @/
  void bp_all_are_free(const bp_pool *pool) {
    uint32_t bp_at[BP_LARGEST_SOA_CAPACITY + 1];
    uint32_t bp_of[BP_LARGEST_SOA_CAPACITY];
    uint32_t n = pool->soa_capacity;
    bp_soa **stack = (bp_soa **)(pool + 1);
    /@ loop invariant 0 <= m <= n;
       loop invariant \forall integer k; 0 <= k < m ==> bp_of[k] == k + 1;
       loop invariant \forall integer i; 1 <= i <= m ==> bp_at[i] == i - 1;
       loop assigns m, bp_at[0 .. n], bp_of[0 .. n - 1];
       loop variant n - m; @/
    for (uint32_t m = 0; m < n; m += 1) {
      bp_at[m + 1] = m;
      bp_of[m] = m + 1;
    }
    /@ loop invariant 1 <= m <= n + 1;
       loop invariant \forall integer i; 1 <= i <= n ==> 0 <= bp_at[i] < n && bp_of[bp_at[i]] == i;
       loop invariant \forall integer k; 0 <= k < n ==> 1 <= bp_of[k] <= n && bp_at[bp_of[k]] == k;
       loop invariant \forall integer i; 1 <= i < m ==> stack[i] == pool->soa + bp_at[i] && pool->slots[bp_at[i]] == stack + i;
       loop assigns m, bp_at[0 .. n], bp_of[0 .. n - 1];
       loop variant n + 1 - m; @/
    for (uint32_t m = 1; m <= n; m += 1) {
      /@ assert holds: \exists integer k; 0 <= k < n && *(stack + m) == pool->soa + k && pool->slots[k] == stack + m; @/
      uint32_t k = (uint32_t)(stack[m] - pool->soa);
      /@ assert number: 0 <= k < n && stack[m] == pool->soa + k && pool->slots[k] == stack + m; @/
      uint32_t from = bp_of[k], other = bp_at[m];
      /@ assert new: from >= m; @/
      bp_at[m] = k;
      bp_at[from] = other;
      bp_of[k] = m;
      bp_of[other] = from;
    }
    /@ assert all: \forall integer k; 0 <= k < n ==>
         1 <= bp_of[k] <= n && stack[bp_of[k]] == pool->soa + k && pool->slots[k] == stack + bp_of[k]; @/
  }
*/

#endif
