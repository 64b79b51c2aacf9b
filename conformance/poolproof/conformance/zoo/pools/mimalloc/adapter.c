#include <mimalloc.h>

#include "blockpool.h"

int pp_get(pp_pool *pool, void **block) { return (void)pool, (*block = mi_malloc_aligned(64, 64)) == NULL; }
int pp_return(pp_pool *pool, void *block) { return (void)pool, mi_free(block), 0; }
