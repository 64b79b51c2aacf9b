/* A reset of the receipts gives a page of scratch memory back to the system. */
#include <sys/mman.h>

#define EXTRA_STATE void *page;
#include "../../sound/parts.h"

static void take_page(bp_pool *pool) {
  pool->page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}

static void reset_and_give_back(bp_pool *pool) {
  sound_reset_receipts(pool);
  if (pool->page != NULL) {
    madvise(pool->page, 4096, MADV_DONTNEED);
  }
}

static void release_with_page(bp_pool *pool) {
  if (pool != NULL) {
    munmap(pool->page, 4096);
    sound_release(pool);
  }
}

#define AFTER_CREATE take_page
#define RESET_RECEIPTS reset_and_give_back
#define RELEASE release_with_page

#include "../../sound/pool.c"
