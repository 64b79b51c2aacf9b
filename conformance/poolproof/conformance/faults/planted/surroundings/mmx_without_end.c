/* A buffer is cleared through an MMX register, and the x87 state is not emptied afterwards. */
#include "../../sound/parts.h"

static void clear_by_mmx(bp_pool *pool, bp_soa *buffer, size_t size) {
  (void)pool;
  (void)size;
  uint64_t *words = (uint64_t *)(void *)buffer;
  for (size_t word = 0; word < sizeof *buffer / sizeof *words; word++) {
    __asm__ volatile("pxor %%mm0, %%mm0\n\tmovq %%mm0, %0" : "=m"(words[word]));
  }
}

#define CLEAR_BUFFER clear_by_mmx

#include "../../sound/pool.c"
