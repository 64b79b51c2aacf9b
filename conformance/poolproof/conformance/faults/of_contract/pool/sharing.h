/* How several come to one pool. Threads that may wait for each other take a lock. Where nobody may be waited for, all that
 * changes stands in one word of sixteen bytes: an operation is done on a copy, and the word exchanged, if it is the same still.
 */
#ifndef OF_CONTRACT_SHARING_H
#define OF_CONTRACT_SHARING_H

#ifndef OWN_lock
static atomic_flag busy = ATOMIC_FLAG_INIT;
static void lock(void) {
  while (IS_SHARED && !IS_WORD && atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
  }
}
#endif
#ifndef OWN_unlock
static void unlock(void) {
  if (IS_SHARED && !IS_WORD) atomic_flag_clear_explicit(&busy, memory_order_release);
}
#endif

#if IS_WORD
#include "word.h"
#else
static int plain_shared_get(pp_pool *pool, void **block) {
  lock();
  int code = get(pool, block);
  unlock();
  return code;
}

static int plain_shared_give_back(pp_pool *pool, void *block) {
  lock();
  int code = give_back(pool, block);
  unlock();
  return code;
}

static size_t now_lent(const pp_pool *pool) {
  lock();
  size_t count = pool->lent_count;
  unlock();
  return count;
}

static size_t now_at_most_lent(const pp_pool *pool) { return pool->peak; }
static void load_state(pp_pool *pool) { (void)pool; }
static void store_state(pp_pool *pool) { (void)pool; }
#endif

#ifndef OWN_shared_get
static int shared_get(pp_pool *pool, void **block) { return plain_shared_get(pool, block); }
#endif
#ifndef OWN_shared_give_back
static int shared_give_back(pp_pool *pool, void *block) { return plain_shared_give_back(pool, block); }
#endif

#endif
