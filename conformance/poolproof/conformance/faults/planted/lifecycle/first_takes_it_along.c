/* The oldest pool owns the tally in which all of them count their gets, and gives it back when it ends. */
#include "../../sound/parts.h"

static uint64_t *tally;
static const bp_pool *owner;
static uint32_t alive;

static void share(bp_pool *pool) {
  if (alive++ == 0) {
    tally = (uint64_t *)calloc(8, sizeof *tally);
    owner = pool;
  }
}

static void count(bp_pool *pool, const bp_soa *buffer) {
  (void)pool;
  (void)buffer;
  tally[0]++;
}

static void release_owned(bp_pool *pool) {
  if (pool == NULL) {
    return;
  }
  --alive;
  if (pool == owner) {
    free(tally);
  }
  sound_release(pool);
}

#define AFTER_CREATE share
#define AFTER_GET count
#define RELEASE release_owned

#include "../../sound/pool.c"
