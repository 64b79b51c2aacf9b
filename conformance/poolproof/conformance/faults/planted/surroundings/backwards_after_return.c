/* A return copies backwards, and leaves the direction flag set. */
#include "../../sound/parts.h"

static void put_free_backwards(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  __asm__ volatile("std" ::: "cc");
}

#define PUT_FREE put_free_backwards

#include "../../sound/pool.c"
