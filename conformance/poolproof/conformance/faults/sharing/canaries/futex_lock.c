#define FIELDS atomic_int lock; /* 0 free, 1 held, 2 held, and somebody sleeps */
#define LOCK(pool) lock_word(&(pool)->lock)
#define UNLOCK(pool) unlock_word(&(pool)->lock)
#include <stdatomic.h>

static void lock_word(atomic_int *word);
static void unlock_word(atomic_int *word);
#include "frame.h"
#include "futex.h"

static void lock_word(atomic_int *word) {
  int seen = 0;
  if (atomic_compare_exchange_strong(word, &seen, 1)) return;
  while (atomic_exchange(word, 2) != 0) sleep_while(word, 2);
}

static void unlock_word(atomic_int *word) {
  if (atomic_exchange(word, 0) == 2) wake_one(word);
}
