/* The lock guards the list, and the counter is changed beside it, in one instruction. */
#include "spin.h"
#undef FIELDS
#define FIELDS     \
  atomic_int lock; \
  uint64_t used;
#define OWN_GET
#define OWN_RETURN
#define OWN_USED
#include "frame.h"

static void change(pp_pool *pool, int64_t by) { __asm__ volatile("addq %1, %0" : "+m"(pool->used) : "r"(by) : "cc"); }

int pp_get(pp_pool *pool, void **block) {
  LOCK(pool);
  const int status = plain_get(pool, block);
  UNLOCK(pool);
  if (status == 0) change(pool, 1);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  LOCK(pool);
  const int status = plain_return(pool, block);
  UNLOCK(pool);
  if (status == 0) change(pool, -1);
  return status;
}

size_t pp_used(const pp_pool *pool) { return pool->used; }
