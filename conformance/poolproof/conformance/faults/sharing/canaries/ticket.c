#define FIELDS             \
  atomic_uint next_ticket; \
  atomic_uint served;
#define LOCK(pool)                                                   \
  const unsigned ticket = atomic_fetch_add(&(pool)->next_ticket, 1); \
  while (atomic_load(&(pool)->served) != ticket) {                   \
  }
#define UNLOCK(pool) atomic_fetch_add(&(pool)->served, 1)
#include "frame.h"
