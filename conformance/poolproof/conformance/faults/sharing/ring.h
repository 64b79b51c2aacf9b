/* A ring of places, each with the number of the turn that it is ready for (D. Vyukov's bounded queue). Who includes it says in
 * SEEMS_EMPTY what is done where the place that is next holds nothing yet. */
#ifndef SHARING_RING_H
#define SHARING_RING_H

#include <stdatomic.h>

enum { PLACES = 8 };
struct place {
  atomic_uint turn;
  unsigned number;
};
#define FIELDS             \
  atomic_uint puts, takes; \
  struct place ring[PLACES];
#define OWN_BEGIN
#include "frame.h"

static void put(pp_pool *pool, uint32_t number) {
  uint32_t at = atomic_load(&pool->puts);
  for (;;) {
    struct place *place = &pool->ring[at % PLACES];
    if (atomic_load(&place->turn) != at) {
      at = atomic_load(&pool->puts);
    } else if (atomic_compare_exchange_weak(&pool->puts, &at, at + 1)) {
      place->number = number;
      atomic_store(&place->turn, at + 1);
      return;
    }
  }
}

static void begin(pp_pool *pool) {
  for (uint32_t i = 0; i < PLACES; ++i) atomic_store(&pool->ring[i].turn, i);
  for (uint32_t i = 0; i < pool->count; ++i) put(pool, i);
}

int pp_get(pp_pool *pool, void **block) {
  uint32_t at = atomic_load(&pool->takes);
  *block = NULL;
  for (;;) {
    struct place *place = &pool->ring[at % PLACES];
    const uint32_t turn = atomic_load(&place->turn);
    if (turn == at) {
      SEEMS_EMPTY
    }
    if (turn == at + 1 && atomic_compare_exchange_weak(&pool->takes, &at, at + 1)) {
      *block = pool->blocks[place->number];
      atomic_store(&place->turn, at + PLACES);
      return 0;
    }
    at = atomic_load(&pool->takes);
  }
}

int pp_return(pp_pool *pool, void *block) {
  put(pool, number_of(pool, block));
  return 0;
}

#endif
