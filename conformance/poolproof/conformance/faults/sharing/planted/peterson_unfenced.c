/* Of two threads: neither sees at first that the other one wants the lock. */
#include "own_number.h"

#define FIELDS         \
  atomic_int wants[2]; \
  atomic_int last;
#define LOCK(pool)                                                                   \
  const int own = own_number() % 2;                                                  \
  atomic_store_explicit(&(pool)->wants[own], 1, memory_order_release);               \
  atomic_store_explicit(&(pool)->last, own, memory_order_release);                   \
  atomic_signal_fence(memory_order_seq_cst);                                         \
  while (atomic_load_explicit(&(pool)->wants[1 - own], memory_order_acquire) != 0 && \
         atomic_load_explicit(&(pool)->last, memory_order_acquire) == own) {         \
  }
#define UNLOCK(pool) atomic_store_explicit(&(pool)->wants[own], 0, memory_order_release)
#include "frame.h"
