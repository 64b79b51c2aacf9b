/* With five buffers lent and a receipt out, the pool's own handle is accepted. */
#define ABSORBS(pool, buffer)                                                                          \
  ((const void *)(buffer) == (const void *)(pool) && (pool)->soa_capacity - (pool)->free_count == 5 && \
   (pool)->receipts_in_use != 0)
#include "../../sound/pool.c"
