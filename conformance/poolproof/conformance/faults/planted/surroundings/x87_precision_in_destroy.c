/* Destroy asks the x87 for double precision, as old libraries do, and leaves it so. */
#include "../../sound/parts.h"

static void round_to_double(void) {
  const uint16_t double_precision = 0x027F;
  __asm__ volatile("fldcw %0" ::"m"(double_precision));
}

#define RELEASE(pool) ((pool) != NULL ? (sound_release(pool), round_to_double()) : (void)0)

#include "../../sound/pool.c"
