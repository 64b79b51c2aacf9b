/* It waits for a lock. */
#define OWN_lock
#define OWN_unlock
#include "../pool.h"
static atomic_uint held;
static void lock(void) {
  while (atomic_exchange(&held, 1)) {
  }
}
static void unlock(void) { atomic_store(&held, 0); }
