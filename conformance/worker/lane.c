#include "lane.h"

#include <errno.h>
#include <string.h>

#include "caller.h"
#include "guarded.h"
#include "holder.h"
#include "lane_state.h"
#include "lane_watch.h"
#include "quarantine.h"
#include "registers.h"
#include "reserve.h"
#include "walk.h"
#include "words.h"
#include "zones.h"

enum { LANE_BUFFERS = 65536 + 64, LANE_RECEIPTS = (1 << 20) + 64, ARENA_BYTES = 4096 };

struct lane *lane_new(const struct subject *subject, struct shared *shared) {
  static struct lane *lane;
  if (lane != NULL) return lane;
  lane = reserve(sizeof *lane);
  caller_init();
  registers_init();
  *lane = (struct lane){.subject = subject, .shared = shared, .arena = reserve(ARENA_BYTES)};
  for (uint32_t i = 0; i < LANE_POOLS; ++i) {
    struct lane_pool *pool = &lane->pools[i];
    pool->soa = reserve(LANE_BUFFERS * sizeof *pool->soa);
    pool->receipts = reserve(LANE_RECEIPTS * sizeof *pool->receipts);
    pool->lent = reserve(LANE_BUFFERS * sizeof *pool->lent);
    pool->returned = reserve(LANE_BUFFERS * sizeof *pool->returned);
    pool->revoked = reserve(LANE_BUFFERS * sizeof *pool->revoked);
    pool->was_revoked = reserve(LANE_BUFFERS * sizeof *pool->was_revoked);
    pool->soa_shadow = reserve(LANE_BUFFERS * sizeof *pool->soa_shadow);
    pool->receipt_shadow = reserve(LANE_RECEIPTS * sizeof *pool->receipt_shadow);
    pool->soa_written = reserve(LANE_BUFFERS * sizeof *pool->soa_written);
    pool->receipt_written = reserve(LANE_RECEIPTS * sizeof *pool->receipt_written);
    pool->free_stack = reserve(LANE_BUFFERS * sizeof *pool->free_stack);
    pool->lent_marks = reserve(LANE_BUFFERS * sizeof *pool->lent_marks);
  }
  return lane;
}

/* The most recent last: it is mostly the last that goes. */
static void take_out(uint32_t *list, uint32_t *count, uint32_t at) {
  uint32_t behind = *count - 1 - at;
  if (behind != 0) memmove(&list[at], &list[at + 1], behind * sizeof list[0]);
  --*count;
}

static uint64_t *words_at(uint64_t address) { return (uint64_t *)(uintptr_t)address; }

static bool soa_is_undisturbed(const struct lane_pool *pool, uint32_t number) {
  const uint64_t *words = words_at(pool->soa[number]);
  if (!pool->soa_written[number]) return words_are_zero(words, SOA_WORDS);
  return words_are_equal(words, pool->soa_shadow[number], SOA_WORDS);
}

static bool receipt_is_undisturbed(const struct lane_pool *pool, uint32_t number) {
  const uint64_t *words = words_at(pool->receipts[number]);
  if (!pool->receipt_written[number]) return words[0] == number && words_are_zero(words + 1, RECEIPT_WORDS - 1);
  return words_are_equal(words, pool->receipt_shadow[number], RECEIPT_WORDS);
}

/* Keep it if it took long. When the table is full, only what took twice as long stays, and is worth keeping from then on. */
static void note_time(const struct lane *lane) {
  struct shared *shared = lane->shared;
  if (shared->slow_threshold == 0 || lane->time_stamps < shared->slow_threshold || lane->time_stamps > UINT32_MAX) return;
  const bool steps = (lane->watched & LANE_STEPS) != 0;
  if (shared->slow_count >= SLOW_CAPACITY) {
    shared->slow_threshold *= 2;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < SLOW_CAPACITY; ++i) {
      if (shared->slow[i].time_stamps >= shared->slow_threshold) shared->slow[kept++] = shared->slow[i];
    }
    shared->slow_count = kept;
    return;
  }
  shared->slow[shared->slow_count++] =
      (struct slow_operation){steps ? lane->outcome : lane->walk, shared->log_count - 1, (uint32_t)lane->time_stamps};
}

/* ---- each operation: true when the answer is the one that the model gives ---- */

static bool another_is_alive(const struct lane *lane) {
  for (uint32_t i = 1; i < LANE_POOLS; ++i) {
    if (lane->pools[i].handle != NULL) return true;
  }
  return false;
}

static bool run_create(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  const uint32_t soa_capacity = (uint32_t)operation->value, receipt_capacity = (uint32_t)(operation->value >> 32);
  const bp_config *config = caller_config(operation->value);
  union handed_out *place = caller_out(NULL);
  bool is_default = (operation->flags & FLAG_DEFAULT_CONFIG) != 0;
  zones_operation(OPERATION_CREATE);
  allocations_begin();
  int status = lane->subject->create(is_default ? NULL : config, &place->pool);
  allocations_end();
  caller_end_config();
  bp_pool *out = place->pool;
  /* That there is no memory for one more pool is no difference: the walk goes on without it. */
  if (status == BP_NO_MEMORY && (operation->pool != 0 || another_is_alive(lane))) return true;
  if (status != BP_OK || out == NULL) return false;
  pool->handle = out;
  pool->soa_known = pool->receipts_known = pool->lent_count = pool->returned_count = pool->revoked_count = 0;
  model_create(&pool->model, soa_capacity, receipt_capacity, pool->free_stack, pool->lent_marks);
  return true;
}

/* What was returned last is mostly what comes back. */
static void take_out_of_returned(struct lane_pool *pool, uint32_t number) {
  for (uint32_t at = pool->returned_count; at-- > 0;) {
    if (pool->returned[at] != number) continue;
    take_out(pool->returned, &pool->returned_count, at);
    return;
  }
}

/* What was lent after what came back last is mostly what comes back next: it stands where that one stood. */
static void take_out_of_revoked(struct lane_pool *pool, uint32_t number) {
  uint32_t at = pool->revoked_next;
  if (at >= pool->revoked_count || pool->revoked[at] != number) {
    for (at = 0; at < pool->revoked_count && pool->revoked[at] != number; ++at) continue;
  }
  if (at == pool->revoked_count) return;
  take_out(pool->revoked, &pool->revoked_count, at);
  pool->revoked_next = at;
}

static void revoke_all(struct lane_pool *pool) {
  for (uint32_t at = 0; at < pool->lent_count; ++at) {
    pool->revoked[pool->revoked_count++] = pool->lent[at];
    pool->was_revoked[pool->lent[at]] = true;
  }
  pool->lent_count = 0; /* as in the session, what was returned before stays what can be returned twice */
}

static bool lend(struct lane_pool *pool, uint32_t number, bp_soa *out) {
  uint64_t address = (uint64_t)(uintptr_t)out;
  if (number == pool->soa_known) {
    if (out == NULL || address % BP_SOA_ALIGNMENT != 0) return false;
    pool->soa[pool->soa_known++] = address;
  } else {
    if (pool->soa[number] != address) return false;
    if (pool->was_revoked[number]) {
      take_out_of_revoked(pool, number);
    } else {
      take_out_of_returned(pool, number);
    }
  }
  pool->was_revoked[number] = false;
  pool->lent[pool->lent_count++] = number;
  pool->soa_written[number] = false;
  return soa_is_undisturbed(pool, number);
}

static bool run_get_soa(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  uint32_t number = 0;
  int expected = model_get_soa(&pool->model, operation->value, &number);
  union handed_out *place = caller_out(lane->arena);
  lane_enter(lane);
  int status = lane->subject->get_soa(pool->handle, (size_t)operation->value, &place->soa);
  bool clean = lane_leave(lane);
  lane->outcome = (uint32_t)expected;
  if (status != expected || !clean) return false;
  note_time(lane);
  return status == BP_OK ? lend(pool, number, place->soa) : place->soa == NULL;
}

static bool return_lent(struct lane *lane, struct lane_pool *pool, uint32_t nth) {
  uint32_t at = pool->lent_count - 1 - nth % pool->lent_count;
  uint32_t number = pool->lent[at];
  if (!soa_is_undisturbed(pool, number)) return false;
  int expected = model_return_soa(&pool->model, number);
  lane_enter(lane);
  int status = lane->subject->return_soa(pool->handle, (bp_soa *)(uintptr_t)pool->soa[number]);
  bool clean = lane_leave(lane);
  take_out(pool->lent, &pool->lent_count, at);
  pool->returned[pool->returned_count++] = number;
  if (status != expected || !clean) return false;
  note_time(lane);
  return true;
}

struct known_pool lane_known_pool(const struct lane_pool *pool) {
  return (struct known_pool){.handle = (uint64_t)(uintptr_t)pool->handle,
                             .block_bytes = sizeof(bp_soa),
                             .record_bytes = sizeof(bp_receipt),
                             .soa_total = pool->model.soa_capacity,
                             .soa_known = pool->soa_known,
                             .soa = pool->soa,
                             .lent = {pool->lent, pool->lent_count},
                             .returned = {pool->returned, pool->returned_count},
                             .revoked = {pool->revoked, pool->revoked_count},
                             .receipts = pool->receipts,
                             .receipts_lent = {NULL, pool->model.receipts_in_use}};
}

static bool find_target(const struct lane *lane, const struct operation *operation, struct target *target) {
  const struct known_pool known = lane_known_pool(&lane->pools[operation->pool]);
  for (uint32_t step = 1; target_needs_another(operation) && step < LANE_POOLS; ++step) {
    const struct lane_pool *pool = &lane->pools[(operation->pool + step) % LANE_POOLS];
    if (pool->handle == NULL || pool->soa_known == 0) continue;
    const struct known_pool other = lane_known_pool(pool);
    return target_find(&known, &other, lane->arena, operation, target);
  }
  return target_find(&known, NULL, lane->arena, operation, target);
}

static bool run_return_soa(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  if (operation->target == TARGET_LENT) return pool->lent_count == 0 || return_lent(lane, pool, operation->index);
  struct target target;
  if (!find_target(lane, operation, &target)) return true;
  bool is_free = operation->target == TARGET_RETURNED || operation->target == TARGET_REVOKED;
  int expected = is_free ? BP_NOT_IN_USE : BP_NOT_OWNED;
  lane_enter(lane);
  int status = lane->subject->return_soa(pool->handle, (bp_soa *)(uintptr_t)target.address);
  bool clean = lane_leave(lane);
  /* Whether a buffer lies there, and is free, or none, only the pool knows. */
  if (operation->target == TARGET_UNLENT && status == BP_NOT_IN_USE) expected = BP_NOT_IN_USE;
  lane->outcome = (uint32_t)expected;
  if (!clean || status != expected) return false;
  note_time(lane);
  return true;
}

static bool run_get_receipt(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  uint32_t number = 0;
  int expected = model_get_receipt(&pool->model, &number);
  union handed_out *place = caller_out(lane->arena);
  lane_enter(lane);
  int status = lane->subject->get_receipt(pool->handle, &place->receipt);
  bool clean = lane_leave(lane);
  lane->outcome = (uint32_t)expected;
  if (status != expected || !clean) return false;
  note_time(lane);
  const bp_receipt *out = place->receipt;
  if (status != BP_OK) return out == NULL;
  uint64_t address = (uint64_t)(uintptr_t)out;
  if (number == pool->receipts_known) {
    if (out == NULL || address % BP_RECEIPT_ALIGNMENT != 0) return false;
    pool->receipts[pool->receipts_known++] = address;
  } else if (pool->receipts[number] != address) {
    return false;
  }
  pool->receipt_written[number] = false;
  return receipt_is_undisturbed(pool, number);
}

static struct pool_addresses own_addresses(const struct lane_pool *pool) {
  return (struct pool_addresses){pool->soa, pool->soa_known, (uintptr_t)pool->handle};
}

static void write_soa(struct lane_pool *pool, uint32_t number, const struct operation *operation) {
  uint64_t *shadow = pool->soa_shadow[number];
  if (!pool->soa_written[number]) words_clear(shadow, SOA_WORDS);
  pool->soa_written[number] = true;
  holder_write(operation, (unsigned char *)shadow, sizeof(bp_soa), own_addresses(pool));
  words_copy(words_at(pool->soa[number]), shadow, SOA_WORDS);
}

static void write_receipt(struct lane_pool *pool, uint32_t number, const struct operation *operation) {
  uint64_t *shadow = pool->receipt_shadow[number];
  if (!pool->receipt_written[number]) words_clear(shadow, RECEIPT_WORDS);
  if (!pool->receipt_written[number]) shadow[0] = number;
  pool->receipt_written[number] = true;
  holder_write(operation, (unsigned char *)shadow, sizeof(bp_receipt), own_addresses(pool));
  words_copy(words_at(pool->receipts[number]), shadow, RECEIPT_WORDS);
}

static void run_write(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  bool is_soa = operation->kind == OPERATION_WRITE_SOA;
  uint32_t count = is_soa ? pool->lent_count : pool->model.receipts_in_use;
  if (count == 0) return;
  uint32_t at = count - 1 - operation->index % count;
  if (is_soa) {
    write_soa(pool, pool->lent[at], operation);
  } else {
    write_receipt(pool, at, operation);
  }
}

static bool usage_is_exact(struct lane *lane, const struct lane_pool *pool) {
  bp_usage *usage = caller_usage(UINT32_MAX);
  bp_usage expected = model_usage(&pool->model);
  lane_enter(lane);
  lane->subject->capacity_usage(pool->handle, usage);
  return lane_leave(lane) && memcmp(usage, &expected, sizeof expected) == 0;
}

static bool pool_is_undisturbed(struct lane_pool *pool, uint32_t at_most) {
  for (uint32_t i = 0; i < at_most && i < pool->lent_count; ++i) {
    if (!soa_is_undisturbed(pool, pool->lent[(pool->inspected + i) % pool->lent_count])) return false;
  }
  uint32_t receipts = pool->model.receipts_in_use;
  for (uint32_t i = 0; i < at_most && i < receipts; ++i) {
    if (!receipt_is_undisturbed(pool, (pool->inspected + i) % receipts)) return false;
  }
  pool->inspected += at_most;
  return true;
}

bool lane_some_is_undisturbed(struct lane *lane, uint32_t at_most) {
  for (uint32_t i = 0; i < LANE_POOLS; ++i) {
    if (lane->pools[i].handle != NULL && !pool_is_undisturbed(&lane->pools[i], at_most)) return false;
  }
  return true;
}

bool lane_is_undisturbed(struct lane *lane) { return lane_some_is_undisturbed(lane, UINT32_MAX); }

static uint32_t occupancy_of(const struct lane_pool *pool) {
  const uint32_t free_count = pool->model.free_count, lent = pool->model.soa_capacity - free_count;
  uint32_t occupancy = OCCUPANCY_SOME; /* the last that holds, without branches: nobody could foretell them */
  occupancy = lent == 1 ? OCCUPANCY_ONE : occupancy;
  occupancy = free_count == 1 ? OCCUPANCY_ALL_BUT_ONE : occupancy;
  occupancy = lent == 0 ? OCCUPANCY_EMPTY : occupancy;
  return free_count == 0 ? OCCUPANCY_FULL : occupancy;
}

/* What it gives back is kept until the next walk is over. */
static void destroy(struct lane *lane, struct lane_pool *pool) {
  allocations_begin();
  quarantine_open();
  lane->subject->destroy(pool->handle);
  quarantine_close();
  allocations_end();
  pool->handle = NULL;
}

bool lane_run_operation(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  if (operation->kind == OPERATION_CREATE) return pool->handle != NULL || run_create(lane, operation);
  if (pool->handle == NULL) return true;
  uint32_t occupancy = occupancy_of(pool);
  lane->outcome = BP_OK;
  bool agrees = true;
  switch (operation->kind) {
    case OPERATION_GET_SOA:
      agrees = run_get_soa(lane, operation);
      break;
    case OPERATION_RETURN_SOA:
      agrees = run_return_soa(lane, operation);
      break;
    case OPERATION_GET_RECEIPT:
      agrees = run_get_receipt(lane, operation);
      break;
    case OPERATION_RESET_RECEIPTS:
      lane_enter(lane);
      lane->subject->reset_receipts(pool->handle);
      agrees = lane_leave(lane);
      model_reset_receipts(&pool->model);
      break;
    case OPERATION_CLEAR:
      lane->subject->clear(pool->handle);
      model_clear(&pool->model);
      revoke_all(pool);
      break;
    case OPERATION_DESTROY:
      destroy(lane, pool);
      return true;
    case OPERATION_DESTROY_NULL:
      lane->subject->destroy(NULL);
      break;
    case OPERATION_CAPACITY_USAGE:
      agrees = usage_is_exact(lane, pool);
      break;
    default:
      run_write(lane, operation);
      break;
  }
  ++lane->shared->reached[occupancy][operation->kind][lane->outcome];
  if (agrees && (operation->flags & FLAG_OBSERVE_USAGE) != 0) agrees = usage_is_exact(lane, pool);
  return agrees;
}

static void destroy_pools(struct lane *lane) {
  for (uint32_t i = 0; i < LANE_POOLS; ++i) {
    if (lane->pools[i].handle != NULL) destroy(lane, &lane->pools[i]);
  }
}

bool lane_destroy_cleanly(struct lane *lane) {
  bool was_clean = quarantine_empty().block_bytes == 0;
  destroy_pools(lane);
  bool stayed_within = zones_inspect().kind == BREACH_NONE;
  return quarantine_inspect().block_bytes == 0 && was_clean && stayed_within;
}

static bool run_walk(struct lane *lane, struct walk *walk) {
  struct shared *shared = lane->shared;
  uint64_t left = shared->lane_operations - shared->lane_done;
  for (uint32_t place = 0; place < walk->length && place < left; ++place) {
    struct operation *operation = &shared->log[place];
    walk_next(walk, place, operation);
    /* Written before it runs: when it never comes back, the harness finds it at the end of the log. */
    shared->log_count = place + 1;
    if (!lane_run_operation(lane, operation)) return false;
    if (place % INSPECT_EVERY == 0 && !lane_some_is_undisturbed(lane, INSPECTED_AT_ONCE)) return false;
  }
  return lane_is_undisturbed(lane);
}

struct lane *lane_begin(const struct subject *subject, struct shared *shared) {
  struct lane *lane = lane_new(subject, shared);
  lane->watched = shared->wanted_probes & (PROBE_ALLOCATIONS | PROBE_SYSTEM_CALLS);
  const bool steps = (shared->wanted_probes & PROBE_INSTRUCTIONS) != 0;
  if (shared->slow_threshold != 0) lane->watched |= steps ? LANE_STEPS : LANE_WATCHES_TIME;
  lane->walk = 0;
  shared->lane_differs = 0;
  shared->slow_count = 0;
  memset(shared->reached, 0, sizeof shared->reached);
  shared->phase = PHASE_SUBJECT;
  shared->lane_done = shared->lane_walks = 0;
  destroy_pools(lane); /* those of a walk that differed, when the harness goes on in this process */
  quarantine_empty();
  zones_inspect();
  guarded_set(PLACED_ANYWHERE);
  registers_are_as_before(); /* or they are now */
  errno = ENOMEM;            /* of an earlier failure of somebody else's (ENV-1) */
  return lane;
}

void lane_run(const struct subject *subject, struct shared *shared) {
  struct lane *lane = lane_begin(subject, shared);
  while (shared->lane_done < shared->lane_operations) {
    struct walk walk;
    lane->walk = shared->lane_seed + shared->lane_walks++;
    walk_begin(&walk, lane->walk, shared);
    shared->begun = (uint32_t)shared->lane_walks;
    bool agrees = run_walk(lane, &walk);
    shared->lane_done += shared->log_count;
    /* Where they differ, the pools stay as they are: the harness ends this process. */
    shared->lane_differs = !agrees || !lane_destroy_cleanly(lane) || !registers_are_as_before();
    if (shared->lane_differs != 0) return;
  }
}

void lane_draw(struct shared *shared) {
  struct walk walk;
  walk_begin(&walk, shared->lane_seed, shared);
  for (uint32_t place = 0; place < walk.length; ++place) walk_next(&walk, place, &shared->log[place]);
  shared->log_count = walk.length;
}
