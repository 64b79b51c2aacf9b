#include "session_again.h"

#include <string.h>

#include "alike.h"

/* Of a drain, each get hands out one block more than the one before it: the next that was never lent. And each return of one
 * gives back the one before. */
static void tell_as_first(const struct operation *operation, uint64_t round, const struct observation *first,
                          struct observation *seen) {
  const int64_t step = (int64_t)round + 1;
  const bool is_drain = operation->kind == OPERATION_GET && first->out >= 0 && (first->out_flags & OUT_NEW) != 0;
  if (is_drain && seen->out == first->out + step) seen->out = first->out;
  const bool is_of_newest = operation->kind == OPERATION_RETURN && operation->target == TARGET_LENT && operation->index == 0;
  if (is_of_newest && seen->target == first->target - step) seen->target = first->target;
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
      if (again.index == 1) tell_as_first(&operation, round, &shared->observations[at], &seen);
      if (is_alike(&seen, &shared->observations[at])) continue;
      *answer = seen;
      return false;
    }
  }
  answer->state = STATE_DONE;
  shared->done_again = 0;
  return true;
}
