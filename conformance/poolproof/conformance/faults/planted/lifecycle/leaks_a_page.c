/* Create maps two pages, and destroy unmaps one. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#define EXTRA_STATE void *pages;
#include "../../sound/parts.h"

static void map_two(bp_pool *pool) {
  pool->pages =
      mmap(NULL, 2 * (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}

static void unmap_one(bp_pool *pool) {
  if (pool != NULL) {
    munmap(pool->pages, (size_t)sysconf(_SC_PAGESIZE));
    sound_release(pool);
  }
}

#define AFTER_CREATE map_two
#define RELEASE unmap_one

#include "../../sound/pool.c"
