/* The global allocator, and a clear. */
#include <stdlib.h>

#define RIVAL_NAME "malloc"
#define ALLOCATE(bytes) malloc(bytes)
#define RELEASE(memory) free(memory)

#include "allocator.h"
