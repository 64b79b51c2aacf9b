#define _GNU_SOURCE
#include "arena.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "../platform/platform.h"
#include "contexts.h"
#include "costs.h"
#include "points.h"
#include "state.h"

enum { HEADER_BYTES = 16, LEAST_ALIGN = 16 };

static unsigned char *arena;
static size_t used;
static bool serves_subject;

void arena_init(void) {
  /* Always in the same place: addresses are a part of the states, and of what is told. */
  void *wanted = (void *)(uintptr_t)0x200000000000;
  arena = mmap(wanted, ARENA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (arena == MAP_FAILED) abort();
}

unsigned char *arena_start(void) { return arena; }
size_t arena_used(void) { return used; }
void arena_set_used(size_t bytes) { used = bytes; }
bool arena_holds(uint64_t address) { return arena != NULL && address - (uint64_t)(uintptr_t)arena < ARENA_BYTES; }
void arena_serve(bool is_subject) { serves_subject = is_subject; }
bool arena_serves(void) { return serves_subject || contexts_in_subject(); }

static void note(void) {
  if (contexts_in_subject()) costs_note_allocation((uint32_t)contexts_running());
}

void *arena_take(size_t align, size_t bytes) {
  note();
  points_note((uint64_t)(uintptr_t)&used, sizeof used, true);
  if (align < LEAST_ALIGN) align = LEAST_ALIGN;
  const size_t start = (used + HEADER_BYTES + align - 1) / align * align;
  if (bytes > ARENA_BYTES || start > ARENA_BYTES - bytes) {
    give_up("it takes more memory than can be kept and put back (%ld bytes)", ARENA_BYTES);
    errno = ENOMEM;
    return NULL;
  }
  /* By a loop of our own: memset would be the subject's to step through. */
  for (size_t at = used; at < start + bytes; ++at) ((volatile unsigned char *)arena)[at] = 0;
  ((volatile size_t *)(arena + start))[-1] = bytes;
  used = start + bytes;
  return arena + start;
}

static void copy(void *to, const void *from, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) ((volatile unsigned char *)to)[i] = ((const unsigned char *)from)[i];
}

#define EXPORTED __attribute__((visibility("default")))

EXPORTED void *malloc(size_t bytes) { return arena_serves() ? arena_take(LEAST_ALIGN, bytes) : system_malloc(bytes); }

EXPORTED void *calloc(size_t count, size_t bytes) {
  if (!arena_serves()) return system_calloc(count, bytes);
  if (bytes != 0 && count > ARENA_BYTES / bytes) return arena_take(LEAST_ALIGN, SIZE_MAX);
  return arena_take(LEAST_ALIGN, count * bytes);
}

EXPORTED void *realloc(void *block, size_t bytes) {
  if (!arena_serves() && !arena_holds((uintptr_t)block)) return system_realloc(block, bytes);
  void *moved = malloc(bytes);
  if (moved == NULL || block == NULL) return moved;
  const size_t before = arena_holds((uintptr_t)block) ? ((size_t *)block)[-1] : bytes;
  copy(moved, block, before < bytes ? before : bytes);
  return moved;
}

EXPORTED void *memalign(size_t align, size_t bytes) {
  return arena_serves() ? arena_take(align, bytes) : system_memalign(align, bytes);
}

EXPORTED void *aligned_alloc(size_t align, size_t bytes) { return memalign(align, bytes); }

EXPORTED int posix_memalign(void **out, size_t align, size_t bytes) {
  void *block = memalign(align, bytes);
  if (block == NULL) return ENOMEM;
  *out = block;
  return 0;
}

EXPORTED void *valloc(size_t bytes) { return memalign(page_bytes(), bytes); }

EXPORTED void free(void *block) {
  if (block != NULL) note();
  if (!arena_holds((uintptr_t)block)) system_free(block);
}

EXPORTED void *mmap(void *wanted, size_t bytes, int protection, int flags, int file, off_t offset) {
  if (arena_serves() && (flags & MAP_ANONYMOUS) != 0) {
    if (contexts_in_subject()) costs_note_call((uint32_t)contexts_running(), SYS_mmap);
    void *taken = arena_take(page_bytes(), page_whole(bytes));
    return taken != NULL ? taken : MAP_FAILED;
  }
  return mapping_mmap(wanted, bytes, protection, flags, file, offset);
}

EXPORTED int munmap(void *address, size_t bytes) {
  if (contexts_in_subject()) costs_note_call((uint32_t)contexts_running(), SYS_munmap);
  return arena_holds((uintptr_t)address) ? 0 : mapping_munmap(address, bytes);
}
