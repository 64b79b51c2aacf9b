// Each get wraps what it knows into a std::function.
#include <functional>

#define EXTRA_STATE volatile bool plausible;
#include "../../sound/parts.h"

static void call_back(bp_pool *pool, const bp_soa *buffer) {
  const uint32_t free_count = pool->free_count;
  const std::function<bool()> is_plausible = [pool, buffer, free_count] {
    return buffer != nullptr && free_count < pool->soa_capacity;
  };
  pool->plausible = is_plausible();
}

#define AFTER_GET call_back

#include "../../sound/pool.c"
