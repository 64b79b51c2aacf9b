/* The function of the library that lends. */
#include "block_64.h"
#include "block_library.h"

/*@ assigns \nothing;
    ensures lines: \result == (bytes & 960);
*/
static inline size_t few_lines(size_t bytes);

/*@ GET_CONTRACT(pool->terms.wiped_bytes) */
static inline int get_aside(pp_pool *pool, void **block);

/*@ GET_CONTRACT(pool->terms.wiped_bytes) */
static inline int get(pp_pool *pool, void **block);

#include "../src/blocks/lending.c"
