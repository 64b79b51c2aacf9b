/* Memory from the system, in whole pages that are resident from the start (HOT-4). */
#ifndef BUFFERPOOL_INTERNAL_MEMORY_H
#define BUFFERPOOL_INTERNAL_MEMORY_H

#include <stddef.h>

/* The smallest number of bytes in whole pages that is at least this. */
size_t bp_memory_round(size_t bytes);

/* All zero, at a multiple of BP_CACHE_LINE, every page touched; NULL when the system refuses. The size comes from
 * bp_memory_round. */
void *bp_memory_take(size_t bytes);

void bp_memory_give_back(void *memory, size_t bytes);

#endif
