/* A lock that spins around a stack of pointers: an exchange to take it, after looking; a store to leave it. */
#include <stdatomic.h>
#include <stdint.h>

#define BLOCKS_NAME "spinlock"
typedef _Atomic uint32_t lock_kind;

static inline void lock_make(lock_kind *lock) { atomic_init(lock, 0); }
static inline void lock_take(lock_kind *lock) {
  while (atomic_exchange_explicit(lock, 1, memory_order_acquire) != 0) {
    while (atomic_load_explicit(lock, memory_order_relaxed) != 0) {
#ifdef __x86_64__
      __builtin_ia32_pause();
#endif
    }
  }
}
static inline void lock_leave(lock_kind *lock) { atomic_store_explicit(lock, 0, memory_order_release); }

#include "locked_stack.h"
