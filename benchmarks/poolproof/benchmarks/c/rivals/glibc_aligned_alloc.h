/* The C library's aligned_alloc, and a clear: what replaces a pool without breaking its promise of alignment. */
#include <bufferpool.h>
#include <stdlib.h>

#define RIVAL_NAME "glibc aligned_alloc"

static inline void *rival_allocate(size_t bytes) { return aligned_alloc(64, bytes); }
static inline void rival_free(void *memory, size_t bytes) {
  (void)bytes;
  free(memory);
}

#include "allocator.h"
