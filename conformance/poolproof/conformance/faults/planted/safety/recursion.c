/* Looking for a foreign address recurses without end. */
#include "../../sound/parts.h"

struct step {
  volatile uintptr_t index;
  const struct step *before; /* its address is kept, so the compiler can't make a loop of this */
};

static __attribute__((noinline)) uint32_t search(const bp_pool *pool, const bp_soa *buffer, const struct step *before) {
  const struct step here = {before != NULL ? before->index + 1 : 0, before};
  if (here.index < pool->soa_capacity && sound_buffer_at(pool, (uint32_t)here.index) == buffer) {
    return (uint32_t)here.index;
  }
  return search(pool, buffer, &here);
}

#define INDEX_OF(pool, buffer) search(pool, buffer, NULL)

#include "../../sound/pool.c"
