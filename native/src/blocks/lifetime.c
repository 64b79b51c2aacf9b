/* create and destroy of a pool of blocks, and where its parts lie in its storage. */
#include "blockpool_inline.h"
#include "config.h"
#include "internal/export.h"
#include "internal/memory.h"
#include "restart.h"
#include "validity.h"

#ifdef BLOCKPOOL_UNWIPED
#define PP_WIPING_OF_CREATE PP_UNWIPED
#else
#define PP_WIPING_OF_CREATE PP_WIPED
#endif

/* Of the pp_pool, the stack and the slots. */
static uint64_t bytes_before_blocks(uint64_t block_count) {
  return sizeof(pp_pool) + (block_count + 2) * sizeof(void *) + block_count * sizeof(void **);
}

/* The bytes from `start`, an address, to where the first block lies. */
static uint64_t offset_of_blocks(uint64_t start, const pp_config *config) {
  const uint64_t pool = pp_rounded_up(start, _Alignof(pp_pool));
  return pp_rounded_up(pool + bytes_before_blocks(config->block_count), config->block_align) - start;
}

/* Wherever the storage begins: the worst place leaves the most bytes unused before the pp_pool, and before the blocks. */
static uint64_t bytes_needed(const pp_config *config) {
  return _Alignof(pp_pool) - 1 + bytes_before_blocks(config->block_count) + config->block_align - 1 +
         pp_bytes_of_blocks(config);
}

static pp_pool *settled(unsigned char *storage, const pp_config *config, enum pp_wiping wiping) {
  const uintptr_t start = (uintptr_t)storage;
  pp_pool *const pool = (pp_pool *)(void *)(storage + (pp_rounded_up(start, _Alignof(pp_pool)) - start));
  const pp_shape shape = {(size_t)config->block_size, (size_t)config->block_align, wiping};
  pool->block_size = shape.block_size;
  pool->block_count = config->block_count;
  pool->terms = pp_inline_terms_of(shape);
  pool->stack = (void **)(pool + 1);
  pool->slots = (void ***)(pool->stack + pool->block_count + 2);
  pool->blocks = (char *)storage + offset_of_blocks(start, config);
  pool->own_bytes = 0;
  pool->known = 0;
  pool->most_known_before_clear = 0;
  pool->stack[pool->block_count + 1] = NULL;
  pp_restart(pool);
  PP_ASSERT_VALID(pool);
  return pool;
}

static int create_in_own_storage(const pp_config *config, enum pp_wiping wiping, pp_pool **out) {
  const uint64_t bytes = bytes_needed(config);
  if (bytes > SIZE_MAX / 2) {
    return PP_NO_MEMORY;
  }
  const size_t own_bytes = bp_memory_round((size_t)bytes);
  unsigned char *const storage = bp_memory_take(own_bytes);
  if (storage == NULL) {
    return PP_NO_MEMORY;
  }
  *out = settled(storage, config, wiping); /* at its very start, which is aligned for anything */
  (*out)->own_bytes = own_bytes;
  return PP_OK;
}

BP_EXPORT int pp_create_with(const pp_config *config, enum pp_wiping wiping, pp_pool **out) {
  *out = NULL;
  if (!pp_config_is_whole(config) || !pp_config_is_supported(config, PP_LARGEST_COUNT)) {
    return PP_INVALID_CONFIG;
  }
  if (config->storage == NULL) {
    return create_in_own_storage(config, wiping, out);
  }
  const uint64_t offset = offset_of_blocks((uintptr_t)config->storage, config);
  if (config->storage_bytes < offset || config->storage_bytes - offset < pp_bytes_of_blocks(config)) {
    return PP_INVALID_CONFIG;
  }
  *out = settled(config->storage, config, wiping);
  return PP_OK;
}

BP_EXPORT int pp_create(const pp_config *config, pp_pool **out) { return pp_create_with(config, PP_WIPING_OF_CREATE, out); }

BP_EXPORT void pp_destroy(pp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  PP_ASSERT_VALID(pool);
  if (pool->own_bytes != 0) {
    bp_memory_give_back(pool, pool->own_bytes);
  }
}

BP_EXPORT size_t pp_storage_bytes(size_t block_size, size_t block_align, uint32_t block_count) {
  const pp_config config = {sizeof config, block_count, block_size, block_align, NULL, 0};
  if (!pp_config_is_supported(&config, PP_LARGEST_COUNT)) {
    return SIZE_MAX;
  }
  const uint64_t bytes = bytes_needed(&config);
  return bytes > SIZE_MAX / 2 ? SIZE_MAX : (size_t)bytes;
}
