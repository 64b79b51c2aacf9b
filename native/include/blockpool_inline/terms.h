/* What a block's size and alignment come to for the hot path: of a pool, or of a shape that is known when compiled. */
#ifndef BLOCKPOOL_INLINE_TERMS_H
#define BLOCKPOOL_INLINE_TERMS_H

#include <blockpool_options.h>

#include "compiler.h"
#include "index.h"

/* See index.h. */
typedef struct pp_terms {
  size_t stride;
  uintptr_t inverse;
  uint32_t shift;
  size_t wiped_bytes; /* 0: blocks are not wiped */
} pp_terms;

typedef struct pp_shape {
  size_t block_size, block_align;
  enum pp_wiping wiping;
} pp_shape;

POOL_ALWAYS_INLINE pp_terms pp_inline_terms_of(pp_shape shape) {
  pp_terms terms;
  terms.stride = (shape.block_size + shape.block_align - 1) & ~(shape.block_align - 1);
  terms.shift = pool_trailing_zeros(terms.stride);
  terms.inverse = pool_inverse_of_odd(terms.stride >> terms.shift);
  terms.wiped_bytes = shape.wiping == PP_WIPED ? shape.block_size : 0;
  return terms;
}

#endif
