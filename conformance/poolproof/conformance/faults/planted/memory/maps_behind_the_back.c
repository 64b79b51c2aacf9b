/* Create maps 64 KiB beside its storage by a system call of its own, and destroy unmaps it. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXTRA_STATE long mapping;
#include "../../sound/parts.h"

#define MAPPING_BYTES ((size_t)64 << 10)

static void map(bp_pool *pool) {
  pool->mapping = syscall(SYS_mmap, NULL, MAPPING_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void unmap_and_release(bp_pool *pool) {
  if (pool != NULL) {
    syscall(SYS_munmap, pool->mapping, MAPPING_BYTES);
    sound_release(pool);
  }
}

#define AFTER_CREATE map
#define RELEASE unmap_and_release

#include "../../sound/pool.c"
