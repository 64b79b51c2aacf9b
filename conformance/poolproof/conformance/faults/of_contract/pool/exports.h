/* What the library exports. */
#ifndef OF_CONTRACT_EXPORTS_H
#define OF_CONTRACT_EXPORTS_H

static size_t core_capacity(const pp_pool *pool) { return pool->capacity; }
static size_t core_used(const pp_pool *pool) { return pool->lent_count; }
static size_t core_free(const pp_pool *pool) { return pool->capacity - pool->lent_count; }
static size_t core_peak(const pp_pool *pool) { return pool->peak; }

/* One at a time. */
#if IS_SHARED
static atomic_flag busy = ATOMIC_FLAG_INIT;
static void lock(void) {
  while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
  }
}
static void unlock(void) { atomic_flag_clear_explicit(&busy, memory_order_release); }
#else
static void lock(void) {}
static void unlock(void) {}
#endif

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
  lock();
  int code = get(only(pool), block);
  unlock();
  return code;
}
#endif
#else
int pp_get(pp_pool *pool, void **block) {
  lock();
  int code = get(only(pool), block);
  unlock();
  return code;
}
#endif

int pp_return(pp_pool *pool, void *block) {
  lock();
  int code = give_back(only(pool), block);
  unlock();
  return code;
}

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
