#include <lwip/memp.h>

#include "blockpool.h"

LWIP_MEMPOOL_DECLARE(zoo, 16, 64, "zoo")

int pp_get(pp_pool *pool, void **block) { return (void)pool, (*block = LWIP_MEMPOOL_ALLOC(zoo)) == NULL; }
int pp_return(pp_pool *pool, void *block) { return (void)pool, LWIP_MEMPOOL_FREE(zoo, block), 0; }
