/* A lock of a flag for each thread, after Burns: those before it let a thread wait, and those after it wait for it. Who sets a
 * flag and looks at the others must be seen to have set it: SEEN says how. */
#ifndef SHARING_FLAGS_H
#define SHARING_FLAGS_H

#include "own_number.h"

#define FIELDS atomic_int wants[NUMBERS];
#define LOCK(pool) lock_flags((pool)->wants)
#define UNLOCK(pool) atomic_store_explicit(&(pool)->wants[own_number()], 0, memory_order_release)

static int any_wants(atomic_int *wants, int from, int to) {
  for (int i = from; i < to; ++i) {
    if (atomic_load_explicit(&wants[i], memory_order_acquire) != 0) return 1;
  }
  return 0;
}

static void lock_flags(atomic_int *wants) {
  const int own = own_number();
  for (;;) {
    atomic_store_explicit(&wants[own], 0, memory_order_release);
    while (any_wants(wants, 0, own)) {
    }
    atomic_store_explicit(&wants[own], 1, memory_order_release);
    SEEN();
    if (!any_wants(wants, 0, own)) break;
  }
  while (any_wants(wants, own + 1, NUMBERS)) {
  }
}

#endif
