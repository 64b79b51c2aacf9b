/* Whoever waits is let in by the one that leaves, if it had come when that one looked. */
#define OWN_lock
#define OWN_unlock
#include "../pool.h"
static atomic_uint held, waits, may_go;
static void lock(void) {
  if (atomic_exchange(&held, 1) == 0) return;
  atomic_store(&waits, 1);
  while (atomic_exchange(&may_go, 0) == 0) {
  }
}
static void unlock(void) {
  if (atomic_load(&waits) == 0) {
    atomic_store(&held, 0);
  } else {
    atomic_store(&waits, 0);
    atomic_store(&may_go, 1);
  }
}
