#define _GNU_SOURCE
#include "system_malloc.h"

#include <dlfcn.h>
#include <malloc.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);
extern void *__sbrk(intptr_t);

static size_t (*usable_size)(void *);

void system_malloc_init(void) {
  void *next = dlsym(RTLD_NEXT, "malloc_usable_size");
  memcpy(&usable_size, &next, sizeof next);
}

void *system_malloc(size_t bytes) { return __libc_malloc(bytes); }
void *system_calloc(size_t count, size_t bytes) { return __libc_calloc(count, bytes); }
void *system_realloc(void *block, size_t bytes) { return __libc_realloc(block, bytes); }
void *system_memalign(size_t alignment, size_t bytes) { return __libc_memalign(alignment, bytes); }
void system_free(void *block) { __libc_free(block); }
size_t system_usable_size(void *block) { return usable_size(block); }
void *system_sbrk(intptr_t increment) { return __sbrk(increment); }

#if __GLIBC_PREREQ(2, 33)
uint64_t system_malloc_mapped_bytes(void) { return mallinfo2().hblkhd; }
uint64_t system_malloc_heap_bytes(void) { return mallinfo2().arena; }
#else
uint64_t system_malloc_mapped_bytes(void) { return (uint64_t)mallinfo().hblkhd; }
uint64_t system_malloc_heap_bytes(void) { return (uint64_t)mallinfo().arena; }
#endif
