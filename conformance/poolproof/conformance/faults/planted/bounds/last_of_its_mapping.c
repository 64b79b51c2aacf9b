/* The marks end where a mapping of one page does, and the get that empties the pool reads the one behind the last. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#define EXTRA_STATE uint8_t *page;
#include "../../sound/parts.h"

#define PAGE ((size_t)sysconf(_SC_PAGESIZE))

static volatile uint8_t peeked;

static int refuses(bp_config config) { return sound_refuses_config(config) || config.soa_capacity > PAGE; }

static bp_pool *allocate(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool == NULL) return NULL;
  void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) {
    sound_release(pool);
    return NULL;
  }
  pool->page = (uint8_t *)memset(page, 0, PAGE);
  pool->lent = pool->page + PAGE - config.soa_capacity;
  return pool;
}

static void release(bp_pool *pool) {
  if (pool != NULL) {
    munmap(pool->page, PAGE);
    sound_release(pool);
  }
}

static uint32_t take(bp_pool *pool) {
  const uint32_t index = sound_take_free(pool);
  if (pool->free_count == 0) {
    peeked = pool->lent[pool->soa_capacity];
  }
  return index;
}

#define REFUSES_CONFIG refuses
#define ALLOCATE allocate
#define RELEASE release
#define TAKE_FREE take
#include "../../sound/pool.c"
