/* Who waits stands in a queue, with a node on its own stack that the one before it lets go (Mellor-Crummey and Scott). */
#include <stdatomic.h>
#include <stddef.h>

struct waiter {
  struct waiter *_Atomic next;
  atomic_int waits;
};
#define FIELDS struct waiter *_Atomic last;
#define LOCK(pool)    \
  struct waiter self; \
  stand(&(pool)->last, &self)
#define UNLOCK(pool) let_go(&(pool)->last, &self)

static void stand(struct waiter *_Atomic *last, struct waiter *self) {
  atomic_store(&self->next, NULL);
  atomic_store(&self->waits, 1);
  struct waiter *before = atomic_exchange(last, self);
  if (before == NULL) return;
  atomic_store(&before->next, self);
  while (atomic_load(&self->waits)) {
  }
}

static void let_go(struct waiter *_Atomic *last, struct waiter *self) {
  struct waiter *expected = self;
  if (atomic_compare_exchange_strong(last, &expected, NULL)) return;
  while (atomic_load(&self->next) == NULL) {
  }
  atomic_store(&atomic_load(&self->next)->waits, 0);
}

#include "frame.h"
