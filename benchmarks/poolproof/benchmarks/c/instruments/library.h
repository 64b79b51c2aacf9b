/* Any shared library that exports the C binding, through calls: a pointer for each function, as a linker's table of calls
 * has it. */
#include <bufferpool.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define RIVAL_NAME "library"
#define RIVAL_TAKES_ARGUMENT

typedef struct rival {
  int (*get_soa)(bp_pool *, size_t, bp_soa **);
  int (*return_soa)(bp_pool *, bp_soa *);
  int (*get_receipt)(bp_pool *, bp_receipt **);
  void (*reset_receipts)(bp_pool *);
  void (*clear)(bp_pool *);
  void (*capacity_usage)(const bp_pool *, bp_usage *);
  int (*create)(const bp_config *, bp_pool **);
  void (*destroy)(bp_pool *);
  bp_pool *pool;
} rival_pool;

/* What rival_open found, for rival_create. */
static rival_pool rival_opened;

/* ISO C has no cast from an object pointer to a function pointer; POSIX promises that the bytes are the same. */
static inline int rival_find(void *library, const char *symbol, void *function) {
  void *const address = dlsym(library, symbol);
  memcpy(function, &address, sizeof address);
  return address != NULL;
}

static inline const char *rival_open(const char *path) {
  void *const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return dlerror();
  rival_pool *const to = &rival_opened;
  const int found =
      rival_find(library, "bp_get_soa", &to->get_soa) & rival_find(library, "bp_return_soa", &to->return_soa) &
      rival_find(library, "bp_get_receipt", &to->get_receipt) & rival_find(library, "bp_reset_receipts", &to->reset_receipts) &
      rival_find(library, "bp_clear", &to->clear) & rival_find(library, "bp_capacity_usage", &to->capacity_usage) &
      rival_find(library, "bp_create", &to->create) & rival_find(library, "bp_destroy", &to->destroy);
  return found ? NULL : "does not export every function of bufferpool.h";
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  *out = NULL;
  rival_pool *const pool = (rival_pool *)malloc(sizeof *pool);
  if (pool == NULL) return BP_NO_MEMORY;
  *pool = rival_opened;
  const int status = pool->create(config, &pool->pool);
  if (status == BP_OK) {
    *out = pool;
  } else {
    free(pool);
  }
  return status;
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool == NULL) return;
  pool->destroy(pool->pool);
  free(pool);
}

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) { return pool->get_soa(pool->pool, size, out); }
static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) { return pool->return_soa(pool->pool, buffer); }
static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) { return pool->get_receipt(pool->pool, out); }
static inline void rival_reset_receipts(rival_pool *pool) { pool->reset_receipts(pool->pool); }
static inline void rival_clear(rival_pool *pool) { pool->clear(pool->pool); }
static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) { pool->capacity_usage(pool->pool, out); }
