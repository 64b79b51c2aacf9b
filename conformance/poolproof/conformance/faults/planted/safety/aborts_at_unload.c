/* The library's destructor aborts once a pool was created. */
#include "../../sound/parts.h"

static int used;

__attribute__((destructor)) static void leave(void) {
  if (used) {
    abort();
  }
}

#define AFTER_CREATE(pool) (used = 1)

#include "../../sound/pool.c"
