#include <memory_resource>

#include "blockpool.h"

using resource = std::pmr::unsynchronized_pool_resource;

int pp_create(const pp_config *config, pp_pool **out) {
  *out = reinterpret_cast<pp_pool *>(new resource({config->block_count, config->block_size}));
  return 0;
}
void pp_destroy(pp_pool *pool) { delete reinterpret_cast<resource *>(pool); }
int pp_get(pp_pool *pool, void **block) { return *block = reinterpret_cast<resource *>(pool)->allocate(64, 64), 0; }
int pp_return(pp_pool *pool, void *block) { return reinterpret_cast<resource *>(pool)->deallocate(block, 64, 64), 0; }
void pp_clear(pp_pool *pool) { reinterpret_cast<resource *>(pool)->release(); }
