#if defined(__unix__) || defined(__APPLE__)
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS and MAP_POPULATE are not in C11, nor in POSIX */
#define BP_HAS_MMAP
#endif

#include "internal/memory.h"

#include <stdint.h>

#include "internal/limits.h"

#ifdef BP_HAS_MMAP

#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif

static size_t page_bytes(void) {
  const long answer = sysconf(_SC_PAGESIZE);
  return answer > 0 ? (size_t)answer : 4096;
}

/* MAP_POPULATE does all pages in one go, but says nothing when it could not, and exists on Linux alone. */
static void touch_every_page(volatile unsigned char *memory, size_t bytes) {
  const size_t step = page_bytes();
  for (size_t offset = 0; offset < bytes; offset += step) {
    memory[offset] = 0;
  }
}

void *bp_memory_take(size_t bytes) {
  void *const memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) {
    return NULL;
  }
  touch_every_page(memory, bytes);
  return memory;
}

void bp_memory_give_back(void *memory, size_t bytes) { munmap(memory, bytes); }

#else

#include <stdlib.h>
#include <string.h>

static size_t page_bytes(void) { return 4096; }

void *bp_memory_take(size_t bytes) {
  void *const memory = aligned_alloc(BP_CACHE_LINE, bytes);
  if (memory != NULL) {
    memset(memory, 0, bytes);
  }
  return memory;
}

void bp_memory_give_back(void *memory, size_t bytes) {
  (void)bytes;
  free(memory);
}

#endif

size_t bp_memory_round(size_t bytes) {
  const size_t page = page_bytes();
  return (bytes + page - 1) / page * page;
}
