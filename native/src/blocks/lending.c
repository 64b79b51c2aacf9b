/* The operation that wipes what it lends. Compiled as it is for the processors that the library was asked for; lending_avx2.c
 * compiles it once more. */
#include "lending.h"

#include "blockpool_inline.h"
#include "validity.h"

/* What takes calls of its own: apart, so that what does not needs no frame. */
POOL_ASIDE int get_aside(pp_pool *pool, void **block) { return pp_inline_get(pool, block); }

/* Of whole lines, and few: then the compiler leaves out what wipes other numbers of bytes. */
static inline size_t few_lines(size_t bytes) { return bytes & (POOL_BYTES_OF_MEMSET - POOL_LINE_BYTES); }

static inline int get(pp_pool *pool, void **block) {
  pp_terms terms = pool->terms;
  if (*pool->top == NULL || terms.wiped_bytes != few_lines(terms.wiped_bytes)) {
    return get_aside(pool, block);
  }
  terms.wiped_bytes = few_lines(terms.wiped_bytes);
  return pp_inline_get_in_terms(pool, terms, block);
}

BP_FORM_LINKAGE int BP_FORM(pp_get)(pp_pool *pool, void **block) {
  PP_ASSERT_VALID(pool);
  const int code = get(pool, block);
  PP_ASSERT_VALID(pool);
  return code;
}
