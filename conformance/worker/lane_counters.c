/* What a pool of binding 2 tells of itself, in the native lane. */
#include "lane_watch.h"

enum { CAPACITY, USED, FREE, PEAK }; /* by the places of their bits */
#define WRAPPED_FROM (UINT64_C(1) << 31)

/* Of a pool that may have more than its count: only what can't be. */
static bool may_be_of_growing(uint32_t promised, const uint64_t *told, const struct model *model) {
  const uint64_t used = model->lent_count, least = used > model->block_count ? used : model->block_count;
  const bool tells_capacity = (promised & COUNTER_CAPACITY) != 0, tells_free = (promised & COUNTER_FREE) != 0;
  if (tells_capacity && (told[CAPACITY] < least || told[CAPACITY] >= WRAPPED_FROM)) return false;
  if (tells_capacity && tells_free && told[FREE] != told[CAPACITY] - used) return false;
  return !tells_free || told[FREE] < WRAPPED_FROM;
}

bool lane_counters_are_exact(struct lane *lane, const struct lane_pool *pool) {
  const struct terms *terms = &lane->terms;
  const struct model *model = &pool->model;
  const uint32_t promised = terms->counters;
  uint64_t told[COUNTERS] = {0};
  bool clean = true;
  for (uint32_t i = 0; i < COUNTERS; ++i) {
    if ((promised >> i & 1) == 0) continue;
    lane_enter(lane);
    told[i] = lane->calls.counters[i](pool->handle);
    clean &= lane_leave(lane);
  }
  if ((promised & COUNTER_USED) != 0 && told[USED] != model->lent_count) return false;
  if ((promised & COUNTER_PEAK) != 0 && told[PEAK] != model->peak) return false;
  if (terms->is_at_least != 0) return clean && may_be_of_growing(promised, told, model);
  if ((promised & COUNTER_CAPACITY) != 0 && told[CAPACITY] != model->block_count) return false;
  return clean && ((promised & COUNTER_FREE) == 0 || told[FREE] == model->block_count - model->lent_count);
}
