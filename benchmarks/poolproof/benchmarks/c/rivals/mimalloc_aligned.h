/* mimalloc by the names of its own, which leave the C library's malloc to everybody else. */
#include <bufferpool.h>
#include <mimalloc.h>

#define RIVAL_NAME "mimalloc"

static inline void *rival_allocate(size_t bytes) { return mi_malloc_aligned(bytes, 64); }
static inline void rival_free(void *memory, size_t bytes) { mi_free_size_aligned(memory, bytes, 64); }

#include "allocator.h"
