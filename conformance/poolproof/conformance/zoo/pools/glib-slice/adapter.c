#include <glib.h>

#include "blockpool.h"

int pp_get(pp_pool *pool, void **block) { return (void)pool, (*block = g_slice_alloc(64)) == NULL; }
int pp_return(pp_pool *pool, void *block) { return (void)pool, g_slice_free1(64, block), 0; }
