#include <boost/lockfree/queue.hpp>

#include "blockpool.h"

struct pp_pool {
  boost::lockfree::queue<void *> free;
  unsigned char *blocks;
};

int pp_create(const pp_config *config, pp_pool **out) {
  pp_pool *pool = *out =
      new pp_pool{boost::lockfree::queue<void *>(config->block_count), new unsigned char[64 * config->block_count]};
  for (std::size_t i = 0; i < config->block_count; i++) pool->free.push(pool->blocks + 64 * i);
  return 0;
}
void pp_destroy(pp_pool *pool) { delete[] pool->blocks, delete pool; }
int pp_get(pp_pool *pool, void **block) { return pool->free.pop(*block) ? 0 : (*block = nullptr, 1); }
int pp_return(pp_pool *pool, void *block) { return pool->free.bounded_push(block) ? 0 : 1; }
