#include <gperftools/tcmalloc.h>

#include "blockpool.h"

int pp_get(pp_pool *pool, void **block) { return (void)pool, (*block = tc_memalign(64, 64)) == NULL; }
int pp_return(pp_pool *pool, void *block) { return (void)pool, tc_free(block), 0; }
