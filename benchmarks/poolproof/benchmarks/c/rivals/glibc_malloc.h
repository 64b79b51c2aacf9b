/* The C library's malloc, and a clear: aligned to 16 bytes, as malloc is. */
#include <bufferpool.h>
#include <stdlib.h>

#define RIVAL_NAME "glibc malloc"

static inline void *rival_allocate(size_t bytes) { return malloc(bytes); }
static inline void rival_free(void *memory, size_t bytes) {
  (void)bytes;
  free(memory);
}

#include "allocator.h"
