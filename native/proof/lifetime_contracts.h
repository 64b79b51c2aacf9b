/* What is proved of clear, and of the functions of the library. */
#ifndef BUFFERPOOL_PROOF_LIFETIME_CONTRACTS_H
#define BUFFERPOOL_PROOF_LIFETIME_CONTRACTS_H

#include "contracts.h"

#define IN_CREATION_ORDER \
  ensures all_free: ALL_FREE; \
  ensures creation_order: \forall bp_soa **place; IN(stack_of(pool), place, 1, pool->soa_capacity) ==> \
    *place == pool->soa + (pool->soa_capacity - (place - stack_of(pool)));

/*@ requires few: 0 < soa_capacity <= BP_LARGEST_SOA_CAPACITY;
    assigns \nothing;
    ensures bytes: \result == (soa_capacity + 2) * 8;
*/
static inline size_t bp_stack_bytes(uint32_t soa_capacity);

/*@ requires laid: LAID_OUT;
    requires counted: pool->receipts_in_use <= pool->receipt_capacity;
    assigns pool->top, *(stack_of(pool) + (0 .. pool->soa_capacity + 1)), pool->slots[0 .. pool->soa_capacity - 1];
    STAYS_VALID
    IN_CREATION_ORDER
*/
static inline void bp_restore_creation_order(bp_pool *pool);

/*@ requires valid: valid_pool(pool);
    assigns pool->top, pool->receipts_in_use, *(stack_of(pool) + (0 .. pool->soa_capacity + 1)),
            pool->slots[0 .. pool->soa_capacity - 1];
    STAYS_VALID
    IN_CREATION_ORDER
    ensures none: pool->receipts_in_use == 0;
*/
void bp_clear(bp_pool *pool);

/*@ RETURN_SOA_CONTRACT */
int bp_return_soa(bp_pool *pool, bp_soa *buffer);

/*@ RESET_CONTRACT */
void bp_reset_receipts(bp_pool *pool);

/*@ USAGE_CONTRACT */
void bp_capacity_usage(const bp_pool *pool, bp_usage *out);

/*@ GET_SOA_CONTRACT() */
int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out);

/*@ GET_RECEIPT_CONTRACT() */
int bp_get_receipt(bp_pool *pool, bp_receipt **out);

#endif
