#include <jemalloc/jemalloc.h>

#include "blockpool.h"

int pp_get(pp_pool *pool, void **block) { return (void)pool, (*block = mallocx(64, MALLOCX_ALIGN(64))) == NULL; }
int pp_return(pp_pool *pool, void *block) { return (void)pool, dallocx(block, 0), 0; }
