/* A create that runs out of memory leaves a file open. */
#include <fcntl.h>
#include <unistd.h>

#include "../../sound/parts.h"

static bp_pool *allocate_with_a_file(bp_config config) {
  int file = open("/dev/null", O_RDONLY);
  bp_pool *pool = sound_allocate(config);
  if (pool != NULL) close(file);
  return pool;
}

#define ALLOCATE allocate_with_a_file

#include "../../sound/pool.c"
