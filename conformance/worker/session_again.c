#include "session_again.h"

#include <string.h>

/* In all that a pool answers for: not in what differs from run to run, nor in what grows with what was kept. */
static bool is_alike(const struct observation *one, const struct observation *other) {
  if (one->state != other->state || one->status != other->status || one->out != other->out) return false;
  if (one->target != other->target || one->out_flags != other->out_flags) return false;
  if (memcmp(one->usage, other->usage, sizeof one->usage) != 0) return false;
  if (one->dirty_count != other->dirty_count || one->receipt_id != other->receipt_id) return false;
  if (one->overlaps.kind != other->overlaps.kind || one->disturbed.kind != other->disturbed.kind) return false;
  if (one->allocations != other->allocations || one->releases != other->releases) return false;
  if (one->breach != other->breach || one->stale_block_bytes != other->stale_block_bytes) return false;
  return one->system_calls == other->system_calls;
}

bool session_run_again(struct session *session, struct shared *shared, uint32_t place) {
  const struct operation again = shared->operations[place];
  struct observation *answer = &shared->observations[place];
  memset(answer, 0, sizeof *answer);
  answer->state = STATE_BEGUN;
  for (uint64_t round = 0; round < again.value && again.index <= place; ++round) {
    for (uint32_t at = place - again.index; at < place; ++at) {
      const struct operation operation = shared->operations[at];
      ++shared->done_again;
      struct observation seen;
      session_run(session, &operation, &seen);
      if (is_alike(&seen, &shared->observations[at])) continue;
      *answer = seen;
      return false;
    }
  }
  answer->state = STATE_DONE;
  shared->done_again = 0;
  return true;
}
