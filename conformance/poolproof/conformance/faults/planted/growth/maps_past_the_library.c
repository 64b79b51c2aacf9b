/* Each clear maps a page by a system call of its own; destroy unmaps them all. */
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXTRA_STATE void **pages;
#include "../../sound/parts.h"

enum { BYTES = 4096 };

static void map_another(bp_pool *pool) {
  void **page = (void **)syscall(SYS_mmap, NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return;
  *page = pool->pages;
  pool->pages = page;
}

static void unmap_all(bp_pool *pool) {
  while (pool->pages != NULL) {
    void **page = pool->pages;
    pool->pages = (void **)*page;
    syscall(SYS_munmap, page, BYTES);
  }
  sound_release(pool);
}

#define CLEAR_ALL(pool) (sound_free_all(pool), sound_reset_receipts(pool), map_another(pool))
#define RELEASE(pool) ((pool) != NULL ? unmap_all(pool) : (void)0)

#include "../../sound/pool.c"
