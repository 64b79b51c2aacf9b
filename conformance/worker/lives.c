#include "lives.h"

#include "caller.h"
#include "footprint.h"
#include "platform/platform.h"
#include "pool_config.h"
#include "quarantine.h"
#include "said.h"
#include "session_state.h"
#include "shortage.h"
#include "storage.h"
#include "variables.h"

/* The caller's config, of either binding, for so many blocks, in storage or in none. */
static const void *config_for(struct session *session, const struct operation *operation, uint32_t count,
                              const struct storage *storage) {
  const struct terms *terms = &session->terms;
  if (terms->binding == 1) return variables_config((bp_config){count, (uint32_t)(operation->value >> 32)});
  return variables_block_config(pool_config(terms, count, storage));
}

static bool asks_for_default(const struct operation *operation) { return (operation->flags & FLAG_DEFAULT_CONFIG) != 0; }

static uint32_t count_asked_for(const struct session *session, const struct operation *operation) {
  const bool is_implied = asks_for_default(operation) && session->terms.binding != 1;
  return is_implied ? session->terms.block_count : (uint32_t)operation->value;
}

bool can_create(const struct session *session, const struct operation *operation) {
  const uint32_t count = count_asked_for(session, operation);
  if (session->ledger.pools[operation->pool].alive) return false;
  if (session->terms.is_single != 0 && session->ledger.living != 0) return false;
  if (session->subject->entries.create == 0) {
    return !session->had_only_pool && operation->index == 0 && count == session->terms.block_count;
  }
  return ledger_has_room(&session->ledger, operation->pool, &session->terms, count);
}

bool can_destroy(const struct session *session, const struct operation *operation) {
  const struct pool *pool = &session->ledger.pools[operation->pool];
  const bool must_be_whole = session->terms.destroy == DESTROY_NEEDS_ALL_RETURNED;
  return pool->alive && session->subject->entries.destroy != 0 && !(must_be_whole && pool->blocks.lent.count != 0);
}

/* How many a pool of binding 1 has that got no config: it says so itself. */
static uint32_t count_of_default(const struct session *session, const void *handle) {
  bp_usage *usage = caller_usage(0);
  registers_call(session->subject->entries.usage, (uintptr_t)handle, (uintptr_t)usage, 0);
  return usage->soa_total;
}

static void call_create(struct session *session, const struct operation *operation, const void *config, union handed_out *place,
                        struct observation *observation) {
  const struct footprint before = footprint_now();
  observation->said_at = said_so_far();
  enter(&session->entering, observation);
  if (operation->index != 0) quarantine_open(); /* what is given back on the way out is not to be touched again */
  shortage_begin(operation->index, operation->extra != 0);
  observation->status = (int)registers_call(session->subject->entries.create, (uintptr_t)config, (uintptr_t)place, 0);
  observation->allocations_failed = shortage_end();
  quarantine_close();
  leave(&session->entering, observation);
  footprint_note_unseen(&before, observation);
}

/* A library without create has made its only pool before anybody asked. */
static void run_create_of_none(struct session *session, const struct operation *operation, struct observation *observation) {
  ledger_open(&session->ledger, operation->pool, NULL, session->terms.block_count);
  pool_of(session, operation)->variables_go = (operation->flags & FLAG_GONE) != 0;
  session->had_only_pool = true;
  observation->out = 0;
  footprint_note_resources(observation);
}

/* False: there is none to be had. */
static bool take_storage_for(const struct session *session, const struct operation *operation, uint32_t count,
                             struct storage **storage) {
  if (session->terms.storage_is_given == 0) return true;
  *storage = storage_take(&session->terms, count, (enum placement)operation->target);
  return *storage != NULL;
}

void run_create(struct session *session, const struct operation *operation, struct observation *observation) {
  const uint32_t count = count_asked_for(session, operation);
  if (session->subject->entries.create == 0) {
    run_create_of_none(session, operation, observation);
    return;
  }
  struct storage *storage = NULL;
  if (!take_storage_for(session, operation, count, &storage)) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  const void *config = config_for(session, operation, count, storage);
  union handed_out *place = variables_out(untouched(session));
  const bool has_none = asks_for_default(operation) && session->terms.binding == 1;
  call_create(session, operation, has_none ? NULL : config, place, observation);
  void *out = place->anything;
  observation->out = out == NULL ? OUT_NULL : out == untouched(session) ? OUT_UNTOUCHED : 0;
  variables_end(observation->out == 0 ? 1U + operation->pool : 0);
  footprint_note_resources(observation);
  if (observation->status != BP_OK) observation->said_bytes = said_so_far() - observation->said_at;
  if (observation->status != BP_OK || observation->out != 0) {
    storage_give_back(storage, true);
    return;
  }
  ledger_open(&session->ledger, operation->pool, out, count);
  pool_of(session, operation)->storage = storage;
  pool_of(session, operation)->variables_go = (operation->flags & FLAG_GONE) != 0;
  if (has_none) pool_of(session, operation)->total = count_of_default(session, out);
}

void run_destroy(struct session *session, const struct operation *operation, struct observation *observation) {
  bp_pool *handle = operation->kind == OPERATION_DESTROY ? pool_of(session, operation)->handle : NULL;
  struct storage *storage = operation->kind == OPERATION_DESTROY ? take_storage(pool_of(session, operation)) : NULL;
  /* Forgotten first: what was lent is the subject's again from the moment of the call. */
  if (operation->kind == OPERATION_DESTROY) ledger_close(&session->ledger, operation->pool, true);
  enter(&session->entering, observation);
  if ((operation->flags & FLAG_REUSE) == 0) quarantine_open();
  registers_call(session->subject->entries.destroy, (uintptr_t)handle, 0, 0);
  quarantine_close();
  leave(&session->entering, observation);
  storage_give_back(storage, (operation->flags & FLAG_REUSE) != 0);
  footprint_note_resources(observation);
}
