/* What is proved where a program knows the shape of its blocks. */
#ifndef BLOCKPOOL_PROOF_SHAPE_H
#define BLOCKPOOL_PROOF_SHAPE_H

#include "block_contracts.h"

/*@ assigns \nothing;
    ensures zeros: number == BLOCK_STRIDE ==> \result == BLOCK_SHIFT;
*/
static inline uint32_t pool_trailing_zeros(uint64_t number);

/*@ assigns \nothing;
    ensures inverse: odd * (1 << BLOCK_SHIFT) == BLOCK_STRIDE ==> \result == BLOCK_INVERSE;
*/
static inline uintptr_t pool_inverse_of_odd(uintptr_t odd);

#define OF_THIS_SHAPE (shape.block_size == BLOCK_STRIDE && shape.block_align == 64)
#define WIPED_BYTES (shape.wiping == PP_WIPED ? BLOCK_STRIDE : 0)

/*@ requires shape: OF_THIS_SHAPE;
    assigns \nothing;
    ensures terms: in_these_terms(\result);
    ensures wiped: \result.wiped_bytes == WIPED_BYTES;
*/
static inline pp_terms pp_inline_terms_of(pp_shape shape);

/*@ requires shape: OF_THIS_SHAPE;
    requires valid: valid_pool(pool);
    assigns \nothing;
    ensures same: \result != 0 <==> pool->block_size == shape.block_size && pool->terms.wiped_bytes == WIPED_BYTES;
*/
static inline int pp_inline_has_shape(const pp_pool *pool, pp_shape shape);

/*@ requires shape: OF_THIS_SHAPE;
    GET_CONTRACT(WIPED_BYTES)
*/
static inline int pp_inline_get_shaped(pp_pool *pool, pp_shape shape, void **block);

/*@ requires shape: OF_THIS_SHAPE;
    RETURN_ONE_CONTRACT
*/
static inline int pp_inline_return_shaped(pp_pool *pool, pp_shape shape, void *block);

#endif
