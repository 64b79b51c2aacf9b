/* The config of a create of binding 2: always the contract's, but for the count. */
#ifndef POOLPROOF_POOL_CONFIG_H
#define POOLPROOF_POOL_CONFIG_H

#include "blockpool.h"
#include "protocol.h"
#include "storage.h"

/* `storage`: NULL, unless it is given. */
static inline pp_config pool_config(const struct terms *terms, uint32_t count, const struct storage *storage) {
  return (pp_config){.struct_bytes = sizeof(pp_config),
                     .block_count = count,
                     .block_size = terms->block_bytes,
                     .block_align = terms->block_align,
                     .storage = storage_start(storage),
                     .storage_bytes = storage_bytes(storage)};
}

#endif
