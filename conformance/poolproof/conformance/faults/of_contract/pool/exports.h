/* What the library exports. */
#ifndef OF_CONTRACT_EXPORTS_H
#define OF_CONTRACT_EXPORTS_H

static size_t core_capacity(const pp_pool *pool) { return pool->capacity; }
static size_t core_used(const pp_pool *pool) { return now_lent(pool); }
static size_t core_free(const pp_pool *pool) { return pool->capacity - now_lent(pool); }
static size_t core_peak(const pp_pool *pool) { return now_at_most_lent(pool); }

#if HAS_CREATE
static pp_pool *only(pp_pool *pool) { return pool; }
#ifndef OWN_pp_create
int pp_create(const pp_config *config, pp_pool **out) { return core_create(config, out); }
#endif
#ifndef OWN_pp_destroy
void pp_destroy(pp_pool *pool) { core_destroy(pool); }
#endif
#else
/* The process's only pool, made when the library is loaded. */
static pp_pool *the_pool;
static pp_pool *only(pp_pool *pool) { return pool == NULL ? the_pool : NULL; }
__attribute__((constructor)) static void make_the_pool(void) {
  const pp_config config = {.struct_bytes = sizeof config, .block_count = BLOCK_COUNT, .block_size = BLOCK_SIZE};
  if (core_create(&config, &the_pool) != 0) abort();
}
#endif

static const pp_pool *looked_at(const pp_pool *pool, bool is_promised) {
  promised(is_promised);
  return only((pp_pool *)(uintptr_t)pool);
}

#if HAS_SIZE
#ifndef OWN_pp_get_sized
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  if (!size_fits(size)) return too_large(only(pool));
  return shared_get(only(pool), block);
}
#endif
#else
int pp_get(pp_pool *pool, void **block) { return shared_get(only(pool), block); }
#endif

int pp_return(pp_pool *pool, void *block) { return shared_give_back(only(pool), block); }

#ifndef OWN_pp_clear
void pp_clear(pp_pool *pool) {
  promised(HAS_CLEAR);
  core_clear(only(pool));
}
#endif
#ifndef OWN_pp_take
int pp_take(pp_pool *pool, void **record) {
  promised(HAS_SEQUENCE);
  return core_take(only(pool), record);
}
#endif
#ifndef OWN_pp_reset
void pp_reset(pp_pool *pool) {
  promised(HAS_SEQUENCE);
  core_reset(only(pool));
}
#endif
#ifndef OWN_pp_capacity
size_t pp_capacity(const pp_pool *pool) { return core_capacity(looked_at(pool, COUNTS_CAPACITY)); }
#endif
#ifndef OWN_pp_used
size_t pp_used(const pp_pool *pool) { return core_used(looked_at(pool, COUNTS_USED)); }
#endif
#ifndef OWN_pp_free
size_t pp_free(const pp_pool *pool) { return core_free(looked_at(pool, COUNTS_FREE)); }
#endif
#ifndef OWN_pp_peak
size_t pp_peak(const pp_pool *pool) { return core_peak(looked_at(pool, COUNTS_PEAK)); }
#endif
const char *pp_name(void) { return "the sound pool of " CONTRACT_NAME; }

#endif
