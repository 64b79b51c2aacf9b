/* jemalloc by the names of its own, which leave the C library's malloc to everybody else; freed with the size, the faster way.
 */
#include <bufferpool.h>
#include <jemalloc/jemalloc.h>

#define RIVAL_NAME "jemalloc"

static inline void *rival_allocate(size_t bytes) { return mallocx(bytes, MALLOCX_ALIGN(64)); }
static inline void rival_free(void *memory, size_t bytes) { sdallocx(memory, bytes, MALLOCX_ALIGN(64)); }

#include "allocator.h"
