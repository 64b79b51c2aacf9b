/* The global allocator with the alignment that the binding asks for, and a clear: what a pool takes the place of. */
#include <stdlib.h>

#define RIVAL_NAME "aligned_alloc"
#define ALLOCATE(bytes) aligned_alloc(64, (bytes))
#define RELEASE(memory) free(memory)

#include "allocator.h"
