/* Who returns a block announces it first, and looks whether the other one does. Of two, the second one lets the first go on. */
#include "own_number.h"
#include "spin.h"
#undef FIELDS
#define FIELDS     \
  atomic_int lock; \
  _Atomic uint32_t claims[2];
#define OWN_RETURN
#include "frame.h"

static bool is_claimed(pp_pool *pool, int by, uint32_t number) {
  return atomic_load_explicit(&pool->claims[by], memory_order_acquire) == number + 1;
}

static void claim(pp_pool *pool, int own, uint32_t number) {
  atomic_store_explicit(&pool->claims[own], number + 1, memory_order_release);
  atomic_signal_fence(memory_order_seq_cst); /* the processor may look before others see it */
  while (is_claimed(pool, 1 - own, number)) {
    if (own == 0) continue;
    atomic_store_explicit(&pool->claims[own], 0, memory_order_release);
    while (is_claimed(pool, 0, number)) {
    }
    atomic_store_explicit(&pool->claims[own], number + 1, memory_order_release);
    atomic_signal_fence(memory_order_seq_cst);
  }
}

int pp_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block);
  const int own = own_number() % 2;
  claim(pool, own, number);
  const bool is_taken = pool->is_lent[number] != 0;
  pool->is_lent[number] = 0;
  if (is_taken) {
    LOCK(pool);
    pool->numbers[pool->free_count++] = number;
    UNLOCK(pool);
  }
  atomic_store_explicit(&pool->claims[own], 0, memory_order_release);
  return is_taken ? 0 : NOT_LENT;
}
