/* Create takes blocks in every way that the C library has, and uses each to its last byte. */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#define POOL_NAME "every allocator"
#define EXTRA_STATE void *blocks[8];
#include "../sound/parts.h"

#define SMALL_PAGE ((size_t)4096)

static int take_blocks(bp_pool *pool) {
  void **blocks = pool->blocks;
  if (posix_memalign(&blocks[0], 8, 13) != 0 || posix_memalign(&blocks[1], 256, 300) != 0) {
    return 0;
  }
  blocks[2] = memalign(32, 33);
  blocks[3] = valloc(100);
  /* A whole page, where it is so small that the contract has the memory for it. */
  blocks[4] = (size_t)sysconf(_SC_PAGESIZE) == SMALL_PAGE ? pvalloc(100) : valloc(SMALL_PAGE);
  blocks[5] = realloc(malloc(200), 7);
  blocks[6] = strdup("twelve bytes");
  char *text = NULL;
  const int length = asprintf(&text, "%u and %u", pool->soa_capacity, pool->receipt_capacity);
  blocks[7] = length >= 0 ? text : NULL;
  const size_t bytes[] = {13, 300, 33, 100, SMALL_PAGE, 7, 13, (size_t)length + 1};
  for (size_t i = 0; i < 8; i++) {
    if (blocks[i] == NULL) {
      return 0;
    }
    memset(blocks[i], 0xFF, bytes[i]);
  }
  return 1;
}

static void release_all(bp_pool *pool) {
  if (pool != NULL) {
    for (size_t i = 0; i < 8; i++) {
      free(pool->blocks[i]);
    }
    sound_release(pool);
  }
}

static bp_pool *allocate_all(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool != NULL && !take_blocks(pool)) {
    release_all(pool);
    return NULL;
  }
  return pool;
}

#define ALLOCATE allocate_all
#define RELEASE release_all
#include "../sound/pool.c"
