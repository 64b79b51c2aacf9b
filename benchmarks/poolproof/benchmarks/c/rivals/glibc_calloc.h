/* The C library's calloc, which clears what it gives out. */
#include <bufferpool.h>
#include <stdlib.h>

#define RIVAL_NAME "glibc calloc"
#define RIVAL_GIVES_ZEROS
static inline void *rival_allocate(size_t bytes) { return calloc(1, bytes); }
static inline void rival_free(void *memory, size_t bytes) {
  (void)bytes;
  free(memory);
}

#include "allocator.h"
