/* What create asks of a config, whichever kind of pool is made of it, and what the blocks come to. */
#ifndef BLOCKPOOL_CONFIG_H
#define BLOCKPOOL_CONFIG_H

#include <blockpool_options.h>
#include <stdbool.h>

/* Wider than addresses may be: the largest pool takes 16 TiB. */
static inline uint64_t pp_rounded_up(uint64_t bytes, uint64_t align) { return (bytes + align - 1) / align * align; }

static inline bool pp_config_is_supported(const pp_config *config, uint32_t largest_count) {
  const uint64_t align = config->block_align;
  return config->block_size > 0 && config->block_size <= PP_LARGEST_SIZE && align > 0 && align <= PP_LARGEST_ALIGN &&
         (align & (align - 1)) == 0 && config->block_count > 0 && config->block_count <= largest_count;
}

/* Whether a caller gave one, of a size that has all the fields. */
static inline bool pp_config_is_whole(const pp_config *config) {
  return config != NULL && config->struct_bytes >= sizeof *config;
}

static inline uint64_t pp_bytes_of_blocks(const pp_config *config) {
  return pp_rounded_up(config->block_size, config->block_align) * config->block_count;
}

#endif
