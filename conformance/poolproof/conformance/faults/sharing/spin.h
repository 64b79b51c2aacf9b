/* A lock that spins. */
#ifndef SHARING_SPIN_H
#define SHARING_SPIN_H

#define FIELDS atomic_int lock;
#define LOCK(pool)                            \
  while (atomic_exchange(&(pool)->lock, 1)) { \
  }
#define UNLOCK(pool) atomic_store(&(pool)->lock, 0)

#endif
