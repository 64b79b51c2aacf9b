#include "counts.h"

#include <string.h>

#include "session_state.h"
#include "variables.h"

static void observe_usage(struct session *session, const struct pool *pool, struct observation *observation) {
  /* Anything but zero: a subject that writes nothing must not look right by luck. */
  bp_usage *usage = variables_usage(UINT32_C(0xDEADBEEF));
  call(&session->entering, session->subject->entries.usage, (uintptr_t)pool->handle, (uintptr_t)usage, 0, observation);
  observation->usage_observed = 1;
  memcpy(observation->usage, usage, sizeof *usage);
  variables_end(0);
}

static void observe_counters(struct session *session, const struct pool *pool, struct observation *observation) {
  for (uint32_t i = 0; i < COUNTERS; ++i) {
    const uintptr_t counter = session->subject->entries.counters[i];
    if (counter == 0) continue;
    observation->counted[i] = call(&session->entering, counter, (uintptr_t)pool->handle, 0, 0, observation);
    observation->counters_seen |= UINT32_C(1) << i;
  }
}

void observe_counts(struct session *session, const struct operation *operation, struct observation *observation) {
  const uint32_t seen_before = observation->surrounding;
  if (session->terms.binding == 1) {
    observe_usage(session, pool_of(session, operation), observation);
  } else {
    observe_counters(session, pool_of(session, operation), observation);
  }
  observation->surrounding_of_usage = seen_before != observation->surrounding;
}
