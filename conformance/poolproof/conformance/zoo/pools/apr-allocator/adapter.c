#include <apr_allocator.h>
#include <apr_general.h>

#include "blockpool.h"

__attribute__((constructor)) static void start(void) { apr_initialize(); }
int pp_create(const pp_config *config, pp_pool **out) { return (void)config, apr_allocator_create((apr_allocator_t **)out); }
void pp_destroy(pp_pool *pool) { apr_allocator_destroy((apr_allocator_t *)pool); }
int pp_get(pp_pool *pool, void **block) {
  apr_memnode_t *node = apr_allocator_alloc((apr_allocator_t *)pool, 4096);
  return (*block = node == NULL ? NULL : node->first_avail) == NULL;
}
int pp_return(pp_pool *pool, void *block) {
  return apr_allocator_free((apr_allocator_t *)pool, (apr_memnode_t *)((char *)block - APR_MEMNODE_T_SIZE)), 0;
}
