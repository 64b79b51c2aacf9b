#include "apart.h"

#include "aborting.h"
#include "allocations.h"
#include "ending.h"
#include "session_state.h"

struct apart {
  struct session *session;
  const struct operation *operation;
  run_function *run;
};

static void run_there(void *context, struct observation *observation) {
  const struct apart *apart = context;
  apart->session->entering.probes = 0;
  apart->run(apart->session, apart->operation, observation);
}

/* What is free nobody sees any more. */
static void inspect_there(void *context, struct observation *observation) {
  struct session *session = ((const struct apart *)context)->session;
  inspect_pools(&session->inspection, &session->ledger, true, true, observation);
  observation->changed_free = (struct block_name){0};
  observation->changed_free_expected = observation->changed_free_found = 0;
}

/* Whether the contract allows what came of it, so that the session may do it, too. */
static bool may_come_back(enum aborting aborting, const struct observation *observation) {
  if (observation->ending != ENDING_CAME_BACK) return false;
  return aborting == ABORTS_OR_ANSWERS || (aborting == ABORTS_OR_SUCCEEDS && observation->status == BP_OK);
}

bool is_done_apart(struct session *session, const struct operation *operation, run_function *run,
                   struct observation *observation) {
  const struct pool *pool = pool_of(session, operation);
  const enum aborting aborting = aborting_by(&session->terms, operation, pool->blocks.lent.count, pool->total);
  if (aborting == ABORTS_NOT) return false;
  struct apart apart = {session, operation, run};
  const struct step step = {run_there, inspect_there, &apart};
  const struct observation blank = *observation;
  if (!ending_of(&step, observation)) observation->state = STATE_INAPPLICABLE;
  observation->live_bytes = allocations_live_bytes();
  if (!may_come_back(aborting, observation)) return true;
  *observation = blank;
  return false;
}
