/* What the native lane watches for around a call of the hot path: what the operation must not do, and how long it took. */
#ifndef POOLPROOF_LANE_WATCH_H
#define POOLPROOF_LANE_WATCH_H

#include "allocations.h"
#include "lane_state.h"
#include "probes.h"

/* Beside the probes, in lane.watched. */
enum { LANE_WATCHES_TIME = 1 << 30, LANE_STEPS = 1 << 29 };

/* The operation at hand, if it is one that is asked for. */
static inline void lane_begin_steps(struct lane *lane) {
  lane->time_stamps = 0;
  if (!lane->is_stepped) return;
  probes_begin(PROBE_INSTRUCTIONS);
  probes_step();
}

/* Instructions, in the place of what they took. Who calls others from the subject is to be looked at by a session. */
static inline void lane_end_steps(struct lane *lane) {
  if (!lane->is_stepped) return;
  struct probe_counts counts = {0};
  probes_end(&counts);
  lane->time_stamps = counts.outside_functions != 0 ? UINT32_MAX : counts.instructions;
  lane->is_stepped = false; /* the usage may be asked for after it */
}

static inline void lane_enter(struct lane *lane) {
  if (lane->watched == 0) return;
  if ((lane->watched & PROBE_ALLOCATIONS) != 0) allocations_begin();
  if ((lane->watched & PROBE_SYSTEM_CALLS) != 0) probes_catch();
  if ((lane->watched & LANE_STEPS) != 0) lane_begin_steps(lane);
  if ((lane->watched & LANE_WATCHES_TIME) != 0) lane->started = probes_time_stamp();
}

/* True when nothing was done that is watched for. */
static inline bool lane_leave(struct lane *lane) {
  if (lane->watched == 0) return true;
  if ((lane->watched & LANE_WATCHES_TIME) != 0) lane->time_stamps = probes_time_stamp() - lane->started;
  if ((lane->watched & LANE_STEPS) != 0) lane_end_steps(lane);
  bool clean = true;
  if ((lane->watched & PROBE_SYSTEM_CALLS) != 0) clean = !probes_caught();
  if ((lane->watched & PROBE_ALLOCATIONS) != 0) {
    struct allocation_counts counts = allocations_end();
    clean = clean && counts.allocations == 0 && counts.releases == 0;
  }
  return clean;
}

#endif
