#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "allocations.h"
#include "apart.h"
#include "bounds.h"
#include "caller.h"
#include "counts.h"
#include "ending.h"
#include "footprint.h"
#include "grounds.h"
#include "holder.h"
#include "lives.h"
#include "promised.h"
#include "quarantine.h"
#include "reserve.h"
#include "session_state.h"
#include "sizes.h"
#include "storage.h"
#include "surroundings.h"
#include "targets.h"
#include "variables.h"

enum { FOREIGN_BYTES = 4096, FOREIGN_BYTE = 0xA5 };

struct session *session_new(const struct subject *subject, struct shared *shared) {
  struct session *session = reserve(sizeof *session);
  caller_init();
  variables_init();
  session->subject = subject;
  session->shared = shared;
  session->terms = shared->terms;
  session->entering = (struct entering){.shared = shared, .place = UINT32_MAX};
  session->inspection = (struct inspection){.terms = &session->terms};
  ledger_init(&session->ledger, &session->terms);
  session->foreign = reserve(FOREIGN_BYTES);
  memset(session->foreign, FOREIGN_BYTE, FOREIGN_BYTES); /* nonsense, for who takes an out parameter for an argument */
  return session;
}

void session_forget(struct session *session) {
  struct ledger *ledger = &session->ledger;
  while (ledger->pools_end != 0) {
    storage_abandon(take_storage(&ledger->pools[ledger->pools_end - 1]));
    ledger_close(ledger, ledger->pools_end - 1, false);
  }
  storage_forget();
  ending_forget();
  session->entering.place = UINT32_MAX;
  variables_forget();
  grounds_forget();
  if (session->unseen != 0) surroundings_of_process(); /* what an earlier sequence left behind is none of this one's */
  session->unseen = 0;
  ledger->gone.count = 0;
}

/* ---- what was handed out ---- */

static void inspect_new_block(struct session *session, uint32_t pool, struct book *book, uint64_t address,
                              struct observation *observation) {
  struct ledger *ledger = &session->ledger;
  if (!bounds_let_touch(address, book->bytes, observation)) {
    observation->out = OUT_UNCOUNTABLE;
    return;
  }
  const unsigned char *block = (const unsigned char *)(uintptr_t)address;
  int32_t number = ledger_find(ledger, pool, book, address);
  inspect_at_get(&session->terms, book, number, block, observation);
  if ((address & (book->align - 1)) != 0) observation->out_flags |= OUT_MISALIGNED;
  if (ledger_overlap(ledger, address, book->bytes, &observation->overlaps)) observation->out_flags |= OUT_OVERLAPS;
  if (number < 0) {
    observation->out_flags |= OUT_NEW;
    number = ledger_enter(ledger, pool, book, address);
  }
  observation->out = number < 0 ? OUT_UNCOUNTABLE : number;
  if (number < 0) return;
  memcpy(shadow_of(book, (uint32_t)number), block, book->bytes);
  if (book->places[number] != PLACE_LENT) ledger_lend(ledger, pool, book, (uint32_t)number);
}

static void observe_out(struct session *session, uint32_t pool, struct book *book, const void *out,
                        struct observation *observation) {
  observation->address = (uint64_t)(uintptr_t)out;
  if (out == NULL) {
    observation->out = OUT_NULL;
  } else if (out == untouched(session)) {
    observation->out = OUT_UNTOUCHED;
  } else if (observation->status == BP_OK) {
    inspect_new_block(session, pool, book, (uint64_t)(uintptr_t)out, observation);
  } else {
    /* A refusal that hands something out all the same: which block it is does not matter, and touching it might hurt. */
    observation->out = OUT_UNCOUNTABLE;
  }
}

/* ---- the operations ---- */

static uint32_t handed_out_number(const struct observation *observation) {
  return observation->out >= 0 ? 1 + (uint32_t)observation->out : 0;
}

/* A pool that may lend more than its count may never run out: nobody goes on for ever. It may lend another block each time,
 * too, until there is no room to know one more. */
static bool has_lent_enough(const struct terms *terms, const struct pool *pool) {
  enum { TIMES_ITS_COUNT = 4 };
  const struct book *blocks = &pool->blocks;
  return terms->is_at_least != 0 && (blocks->lent.count >= TIMES_ITS_COUNT * pool->total || blocks->known == blocks->limit);
}

static void run_get(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = pool_of(session, operation);
  if (has_lent_enough(&session->terms, pool)) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  const uintptr_t get = session->subject->entries.get, handle = (uintptr_t)pool->handle;
  union handed_out *out = variables_out(untouched(session));
  const bool takes_size = session->terms.binding == 1 || session->terms.has_size != 0;
  observation->status = takes_size ? (int)call(&session->entering, get, handle, size_asked(&session->terms, operation),
                                               (uintptr_t)out, observation)
                                   : (int)call(&session->entering, get, handle, (uintptr_t)out, 0, observation);
  observe_out(session, operation->pool, &pool->blocks, out->anything, observation);
  variables_end(handed_out_number(observation));
}

static void run_take(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = pool_of(session, operation);
  union handed_out *out = variables_out(untouched(session));
  observation->status =
      (int)call(&session->entering, session->subject->entries.take, (uintptr_t)pool->handle, (uintptr_t)out, 0, observation);
  observe_out(session, operation->pool, &pool->records, out->anything, observation);
  variables_end(handed_out_number(observation));
}

static bool find_target(struct session *session, const struct operation *operation, struct target *target) {
  struct ledger *ledger = &session->ledger;
  if (session->terms.binding != 1 && operation->target == TARGET_FOREIGN) {
    return grounds_find((enum foreign_address)(operation->index % FOREIGN_ADDRESSES), target);
  }
  struct known_pool known = ledger_known(pool_of(session, operation));
  known.gone = &ledger->gone;
  for (uint32_t step = 1; target_needs_another(operation) && step < ledger->pools_end; ++step) {
    const struct pool *pool = &ledger->pools[(operation->pool + step) % ledger->pools_end];
    if (!pool->alive || pool->blocks.known == 0) continue;
    const struct known_pool other = ledger_known(pool);
    if (target_find(&known, &other, session->foreign, operation, target)) return true;
  }
  return target_find(&known, NULL, session->foreign, operation, target);
}

static void run_return(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = pool_of(session, operation);
  struct target target;
  if (!find_target(session, operation, &target)) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  observation->target = target.number;
  observation->address = target.address;
  observation->status = (int)call(&session->entering, session->subject->entries.give_back, (uintptr_t)pool->handle,
                                  target.address, 0, observation);
  if (operation->target != TARGET_LENT || observation->status != BP_OK) return;
  ledger_give_back(&session->ledger, operation->pool, &pool->blocks, (uint32_t)target.number);
}

static void run_reset(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = pool_of(session, operation);
  call(&session->entering, session->subject->entries.reset, (uintptr_t)pool->handle, 0, 0, observation);
  ledger_revoke_all(&session->ledger, operation->pool, &pool->records);
}

static void run_clear(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = pool_of(session, operation);
  call(&session->entering, session->subject->entries.clear, (uintptr_t)pool->handle, 0, 0, observation);
  ledger_revoke_all(&session->ledger, operation->pool, &pool->blocks);
  ledger_revoke_all(&session->ledger, operation->pool, &pool->records);
}

static void run_write(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = pool_of(session, operation);
  struct book *book = operation->kind == OPERATION_WRITE ? &pool->blocks : &pool->records;
  if (book->lent.count == 0) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  const uint32_t number = book->lent.numbers[book->lent.count - 1 - operation->index % book->lent.count];
  observation->target = (int32_t)number;
  unsigned char *shadow = shadow_of(book, number);
  const struct pool_addresses own = {pool->blocks.addresses, pool->blocks.known, (uintptr_t)pool->handle};
  holder_write(operation, shadow, book->bytes, own);
  memcpy((void *)(uintptr_t)book->addresses[number], shadow, book->bytes);
}

/* ---- behind an operation ---- */

/* Where pools begin and end, and where the step that did it is looked for. */
static bool looks_at_all(const struct session *session, const struct operation *operation) {
  bool is_end = operation->kind == OPERATION_CREATE || operation->kind == OPERATION_DESTROY;
  return is_end || session->shared->looks_at_all != 0;
}

/* Memory that was given back, and what lies beside blocks. */
static void inspect_the_rest(bool at_all, struct observation *observation) {
  struct stale_write stale = at_all ? quarantine_inspect() : quarantine_glance();
  if (stale.block_bytes == 0) stale = storage_stale(at_all);
  observation->stale_block_bytes = stale.block_bytes;
  observation->stale_at = stale.at;
  observation->stale_count = stale.count;
  bounds_inspect(at_all, observation);
}

/* However often a signal comes in between. */
static void hold(void) {
  struct timespec left = {0, HOLD_MILLISECONDS * 1000000L};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}

/* ISO-5. */
static void inspect_variables(struct observation *observation) {
  struct variable_change change = variables_change();
  observation->variable = change.kind;
  observation->variable_place = change.place;
  observation->variable_number = change.number;
  observation->variable_before = change.before;
  observation->variable_after = change.after;
}

/* ENV-1: it takes tens of system calls. */
static void inspect_process(struct session *session, const struct operation *operation, struct observation *observation) {
  enum { AT_THE_END_AFTER = 16, AT_LEAST_EVERY = 64 };
  bool ends = operation->kind == OPERATION_DESTROY && session->unseen >= AT_THE_END_AFTER;
  bool is_wanted = (session->shared->wanted_probes & PROBE_SURROUNDINGS) != 0;
  ++session->unseen;
  if (!is_wanted && !ends && session->unseen < AT_LEAST_EVERY) return;
  session->unseen = 0;
  struct surrounding_change change = surroundings_of_process();
  note_surrounding(&change, observation);
}

/* ---- one operation ---- */

static void dispatch(struct session *session, const struct operation *operation, struct observation *observation) {
  switch (operation->kind) {
    case OPERATION_CREATE:
      run_create(session, operation, observation);
      return;
    case OPERATION_DESTROY:
    case OPERATION_DESTROY_NULL:
      run_destroy(session, operation, observation);
      return;
    case OPERATION_GET:
      run_get(session, operation, observation);
      return;
    case OPERATION_RETURN:
      run_return(session, operation, observation);
      return;
    case OPERATION_TAKE:
      run_take(session, operation, observation);
      return;
    case OPERATION_RESET:
      run_reset(session, operation, observation);
      return;
    case OPERATION_CLEAR:
      run_clear(session, operation, observation);
      return;
    case OPERATION_COUNTERS:
      observe_counts(session, operation, observation);
      observation->virtual_pages = footprint_virtual_pages();
      return;
    case OPERATION_WRITE:
    case OPERATION_WRITE_RECORD:
      run_write(session, operation, observation);
      return;
    default:
      observation->state = STATE_INAPPLICABLE;
  }
}

/* Whether there is something to do it to, and the contract has an answer to it. */
static bool is_applicable(const struct session *session, const struct operation *operation) {
  if (operation->pool >= POOL_SLOTS || operation->kind >= KINDS || !is_promised(&session->terms, operation)) return false;
  if (operation->kind == OPERATION_CREATE) return can_create(session, operation);
  if (operation->kind == OPERATION_DESTROY) return can_destroy(session, operation);
  return operation->kind == OPERATION_DESTROY_NULL || session->ledger.pools[operation->pool].alive;
}

static void inspect(struct session *session, const struct operation *operation, struct observation *observation) {
  const bool at_all = looks_at_all(session, operation);
  inspect_pools(&session->inspection, &session->ledger, at_all, session->shared->looks_at_all != 0, observation);
  inspect_the_rest(at_all, observation);
  inspect_variables(observation);
}

static void run_and_inspect(struct session *session, const struct operation *operation, struct observation *observation) {
  dispatch(session, operation, observation);
  if (observation->state != STATE_INAPPLICABLE) inspect(session, operation, observation);
}

static bool is_misuse_to_abort(const struct session *session, const struct operation *operation) {
  if (operation->kind != OPERATION_RETURN || operation->target == TARGET_LENT) return false;
  return promised_answer(&session->terms, operation).how == ANSWER_ABORTS;
}

void session_run(struct session *session, const struct operation *operation, struct observation *observation) {
  memset(observation, 0, sizeof *observation);
  observation->state = STATE_BEGUN;
  observation->out = OUT_NULL;
  observation->target = -1;
  ++session->entering.place;
  if (!is_applicable(session, operation)) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  const bool creates = operation->kind == OPERATION_CREATE;
  const bool goes = creates ? (operation->flags & FLAG_GONE) != 0 : pool_of(session, operation)->variables_go;
  variables_begin(session->entering.place, goes);
  entering_begin(&session->entering, operation);
  bounds_begin(operation);
  struct target target;
  if (is_misuse_to_abort(session, operation) && !find_target(session, operation, &target)) {
    observation->state = STATE_INAPPLICABLE; /* before a process is split in two for nothing */
    return;
  }
  if (is_done_apart(session, operation, run_and_inspect, observation)) return;
  dispatch(session, operation, observation);
  if (observation->state == STATE_INAPPLICABLE) return;
  const bool is_seen = observation->usage_observed != 0 || operation->kind == OPERATION_COUNTERS;
  if ((operation->flags & FLAG_OBSERVE_USAGE) != 0 && pool_of(session, operation)->alive && !is_seen) {
    entering_looks(&session->entering);
    observe_counts(session, operation, observation);
  }
  if ((operation->flags & FLAG_HOLD) != 0) hold();
  inspect(session, operation, observation);
  inspect_process(session, operation, observation);
  observation->live_bytes = allocations_live_bytes();
  observation->state = STATE_DONE;
}
