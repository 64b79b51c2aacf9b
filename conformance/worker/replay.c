/* The native lane on given operations, and on what stands for very many of them. */
#include "growth.h"
#include "lane.h"
#include "lane_state.h"
#include "platform/platform.h"

/* Looks at what is lent each time, or now and then where the same comes again and again. */
static bool run_one(struct lane *lane, const struct operation *operation, bool looks) {
  struct shared *shared = lane->shared;
  ++shared->log_count; /* counts the operations as they are done: when one never comes back, the harness knows which */
  ++shared->begun;
  lane->is_stepped = (operation->flags & FLAG_STEP) != 0;
  if (operation->pool >= LANE_POOLS || operation->kind >= KINDS || !lane_run_operation(lane, operation)) return false;
  growth_note(shared, shared->log_count - 1);
  looks |= shared->log_count % INSPECT_EVERY == 0;
  return !looks || lane_some_is_undisturbed(lane, INSPECTED_AT_ONCE);
}

static bool run_again(struct lane *lane, uint32_t place, const struct operation *again) {
  if (again->index == 0 || again->index > place) return false;
  const struct operation *first = &lane->shared->log[place - again->index];
  for (uint64_t round = 0; round < again->value; ++round) {
    for (uint32_t at = 0; at < again->index; ++at) {
      const struct operation operation = first[at];
      if (!run_one(lane, &operation, false)) return false;
    }
  }
  return lane_is_undisturbed(lane); /* all of it: while the rounds ran, next to nothing was looked at */
}

/* How many operations the entries of the log stand for. */
static uint32_t operations_of(const struct shared *shared, uint32_t count) {
  uint64_t operations = 0;
  for (uint32_t place = 0; place < count; ++place) {
    const struct operation *entry = &shared->log[place];
    operations += entry->kind == AGAIN ? entry->index * entry->value : 1;
  }
  return operations < UINT32_MAX ? (uint32_t)operations : UINT32_MAX;
}

void lane_replay(const struct subject *subject, struct shared *shared) {
  struct lane *lane = lane_begin(subject, shared);
  const uint32_t count = shared->log_count < LOG_CAPACITY ? shared->log_count : LOG_CAPACITY;
  growth_begin(shared, operations_of(shared, count));
  shared->log_count = 0;
  bool agrees = true;
  for (uint32_t place = 0; place < count && agrees; ++place) {
    const struct operation operation = shared->log[place];
    agrees = operation.kind == AGAIN ? run_again(lane, place, &operation) : run_one(lane, &operation, true);
  }
  growth_end();
  shared->lane_differs = !agrees || !lane_is_undisturbed(lane);
  /* The process goes on: whoever makes a sequence shorter replays hundreds, most of which differ. */
  if (!lane_destroy_cleanly(lane) || !registers_are_as_before()) shared->lane_differs = 1;
}
