/* Of which kind of pool of blocks the extension module is made, under names that both have. */
#ifndef POOLPROOF_EXTENSION_KIND_H
#define POOLPROOF_EXTENSION_KIND_H

#ifdef KIND_IS_SHARED

#include <sharedpool_inline.h>

#define KIND_MODULE "_sharedpool"
#define KIND_INIT PyInit__sharedpool
#define KIND_LARGEST_COUNT PP_LARGEST_SHARED_COUNT
#define KIND_COUNTERS pp_shared_capacity, pp_shared_used, pp_shared_free

typedef pp_shared_pool kind_pool;

static inline int kind_create(const pp_config *config, enum pp_wiping wiping, kind_pool **out) {
  return pp_shared_create(config, wiping, out);
}
static inline void kind_destroy(kind_pool *pool) { pp_shared_destroy(pool); }
static inline int kind_get(kind_pool *pool, void **block) { return pp_shared_get(pool, block); }
static inline int kind_return(kind_pool *pool, void *block) { return pp_shared_return(pool, block); }
static inline void kind_clear(kind_pool *pool) { pp_shared_clear(pool); }
static inline uintptr_t kind_index(const kind_pool *pool, const void *block) {
  return pp_shared_inline_index(pool, pool->terms, block);
}
static inline int kind_is_free(const kind_pool *pool, uintptr_t index) { return pp_shared_inline_is_free(pool, index); }

#else

#include <blockpool_inline.h>

#define KIND_MODULE "_blockpool"
#define KIND_INIT PyInit__blockpool
#define KIND_LARGEST_COUNT PP_LARGEST_COUNT
#define KIND_COUNTERS pp_capacity, pp_used, pp_free, pp_peak

typedef pp_pool kind_pool;

static inline int kind_create(const pp_config *config, enum pp_wiping wiping, kind_pool **out) {
  return pp_create_with(config, wiping, out);
}
static inline void kind_destroy(kind_pool *pool) { pp_destroy(pool); }
static inline int kind_get(kind_pool *pool, void **block) { return pp_get(pool, block); }
static inline int kind_return(kind_pool *pool, void *block) { return pp_return(pool, block); }
static inline void kind_clear(kind_pool *pool) { pp_clear(pool); }
static inline uintptr_t kind_index(const kind_pool *pool, const void *block) {
  return pp_inline_index(pool, pool->terms, block);
}
static inline int kind_is_free(const kind_pool *pool, uintptr_t index) { return pp_inline_is_free(pool, index); }

#endif

#endif
