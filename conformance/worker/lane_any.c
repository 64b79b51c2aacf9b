/* The lane by any terms. */
#include "lane_operation.h"

static bool run(struct lane *lane, const struct operation *operation) {
  lane->outcome = BP_EXHAUSTED;
  if (!is_asked(&lane->terms, lane, &lane->pools[operation->pool], operation)) return true;
  return run_operation(&lane->terms, lane, operation);
}

static bool run_walk(struct lane *lane, struct walk *walk) { return run_walk_by(&lane->terms, lane, walk, false); }
static bool is_undisturbed(struct lane *lane, uint32_t at_most) { return pools_are_undisturbed(&lane->terms, lane, at_most); }

const struct lane_driver lane_of_any_terms = {run, run_walk, is_undisturbed};
