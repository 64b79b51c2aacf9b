/* Loading the library reserves 64 MiB of addresses; create makes a part of them usable, and destroy gives that back. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#define POOL_NAME "reserved at load"
#define EXTRA_STATE size_t lot;
#include "../sound/parts.h"

#define LOTS ((size_t)128)
#define LOT_BYTES ((size_t)1 << 19)
#define PAGE ((size_t)sysconf(_SC_PAGESIZE))
#define HEADER ((size_t)128)

static uint8_t *land;
static uint8_t is_taken[LOTS];

__attribute__((constructor)) static void reserve(void) {
  void *mapping = mmap(NULL, LOTS * LOT_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  land = mapping != MAP_FAILED ? (uint8_t *)mapping : NULL;
}

__attribute__((destructor)) static void give_back(void) {
  if (land != NULL) {
    munmap(land, LOTS * LOT_BYTES);
  }
}

static size_t used_bytes(bp_config config) { return (HEADER + storage_bytes(config) + PAGE - 1) / PAGE * PAGE; }

static bp_pool *settle(bp_config config) {
  size_t lot = 0;
  while (lot < LOTS && is_taken[lot]) {
    lot++;
  }
  if (land == NULL || lot == LOTS) {
    return NULL;
  }
  uint8_t *start = land + lot * LOT_BYTES;
  if (mprotect(start, used_bytes(config), PROT_READ | PROT_WRITE) != 0) {
    return NULL;
  }
  memset(start, 0, used_bytes(config));
  is_taken[lot] = 1;
  bp_pool *pool = (bp_pool *)(void *)start;
  pool->lot = lot;
  adopt_storage(pool, config, start + HEADER);
  return pool;
}

static void leave(bp_pool *pool) {
  if (pool != NULL) {
    const size_t lot = pool->lot;
    madvise(land + lot * LOT_BYTES, LOT_BYTES, MADV_DONTNEED);
    mprotect(land + lot * LOT_BYTES, LOT_BYTES, PROT_NONE);
    is_taken[lot] = 0;
  }
}

#define REFUSES_CONFIG(config) (sound_refuses_config(config) || used_bytes(config) > LOT_BYTES)
#define ALLOCATE settle
#define RELEASE leave
#include "../sound/pool.c"
