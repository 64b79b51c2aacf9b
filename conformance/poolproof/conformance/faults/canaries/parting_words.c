/* Destroy writes a line to a file that it opens and closes: the C library takes memory there, and gives it back. */
#include <stdio.h>

#define POOL_NAME "parting words"
#include "../sound/parts.h"

static void say_and_release(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  FILE *file = fopen("/dev/null", "w");
  if (file != NULL) {
    fprintf(file, "a pool of %u buffers goes\n", (unsigned)pool->soa_capacity);
    fclose(file);
  }
  sound_release(pool);
}

#define RELEASE say_and_release
#include "../sound/pool.c"
