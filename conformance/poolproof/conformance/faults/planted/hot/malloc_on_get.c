/* Each get takes scratch memory from the heap and gives it back. */
#include "../../sound/parts.h"

static void *volatile scratch;

static void use_scratch(void) {
  scratch = malloc(64);
  free(scratch);
}

#define AFTER_GET(pool, buffer) use_scratch()

#include "../../sound/pool.c"
