#include <boost/pool/pool.hpp>

#include "blockpool.h"

using pool = boost::pool<>;

int pp_create(const pp_config *config, pp_pool **out) {
  *out = reinterpret_cast<pp_pool *>(new pool(config->block_size, config->block_count));
  return 0;
}
void pp_destroy(pp_pool *handle) { delete reinterpret_cast<pool *>(handle); }
int pp_get(pp_pool *handle, void **block) { return (*block = reinterpret_cast<pool *>(handle)->malloc()) == nullptr; }
int pp_return(pp_pool *handle, void *block) { return reinterpret_cast<pool *>(handle)->free(block), 0; }
