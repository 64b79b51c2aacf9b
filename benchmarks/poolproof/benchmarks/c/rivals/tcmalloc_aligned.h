/* gperftools' tcmalloc by the names of its own, which leave the C library's malloc to everybody else. */
#include <bufferpool.h>
#include <gperftools/tcmalloc.h>

#define RIVAL_NAME "tcmalloc"

static inline void *rival_allocate(size_t bytes) { return tc_memalign(64, bytes); }
static inline void rival_free(void *memory, size_t bytes) {
  (void)bytes;
  tc_free(memory);
  ;
}

#include "allocator.h"
