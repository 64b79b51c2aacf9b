#include "lane.h"

#include <errno.h>
#include <string.h>

#include "caller.h"
#include "grounds.h"
#include "guarded.h"
#include "lane_state.h"
#include "lane_watch.h"
#include "platform/platform.h"
#include "quarantine.h"
#include "reserve.h"
#include "walk.h"
#include "zones.h"

enum { BLOCKS_AT_MOST = 1 << 18, RECORDS_AT_MOST = 1 << 20, BEYOND = 64, ARENA_BYTES = 4096 };
#define BYTES_AT_MOST ((size_t)1 << 28)

/* ---- room ---- */

static uint32_t smaller(uint64_t one, uint64_t other) { return (uint32_t)(one < other ? one : other); }

static uint32_t limit_of(const struct terms *terms) {
  const uint32_t fit = smaller(BYTES_AT_MOST / terms->block_bytes, BLOCKS_AT_MOST);
  return smaller(terms->most_blocks, fit) + BEYOND;
}

static uint32_t power_of_two(uint32_t at_least) {
  uint32_t power = 1;
  while (power < at_least) power *= 2;
  return power;
}

static struct list list_of(uint32_t limit) { return list_in(reserve(2 * (size_t)limit * sizeof(uint32_t)), 2 * (size_t)limit); }

static void reserve_pool(struct lane_pool *pool, const struct lane *lane) {
  const size_t blocks = lane->limit, records = lane->record_limit, room = power_of_two(lane->limit), entries = 4 * room;
  pool->model.addresses = reserve(blocks * sizeof(uint64_t));
  pool->model.wheres = reserve(blocks);
  pool->model.order = (struct order){.numbers = reserve(room * sizeof(uint32_t)), .mask = (uint32_t)room - 1};
  pool->lent = list_of(lane->limit);
  pool->returned = list_of(lane->limit);
  pool->revoked = list_of(lane->limit);
  pool->was_revoked = reserve(blocks * sizeof(bool));
  pool->numbers = (struct address_map){reserve(entries * sizeof(struct address_entry)), entries - 1, 0};
  pool->block_shadows = reserve(blocks * (lane->terms.block_bytes + 7));
  pool->block_kept = reserve(blocks * sizeof(bool));
  pool->settled = reserve(blocks * sizeof(uint32_t));
  pool->records = reserve(records * sizeof(uint64_t));
  pool->record_shadows = reserve(records * (lane->terms.record_bytes + 7));
  pool->record_kept = reserve(records * sizeof(bool));
}

/* ISO C has no cast from an object pointer to a function pointer; POSIX promises that the bytes are the same. */
static void bind(void *call, uintptr_t function) { memcpy(call, &function, sizeof function); }

static void bind_calls(struct lane_calls *calls, const struct entries *entries) {
  bind(&calls->create, entries->create);
  bind(&calls->destroy, entries->destroy);
  bind(&calls->get, entries->get);
  bind(&calls->get_sized, entries->get);
  bind(&calls->give_back, entries->give_back);
  bind(&calls->take, entries->take);
  bind(&calls->reset, entries->reset);
  bind(&calls->clear, entries->clear);
  bind(&calls->usage, entries->usage);
  for (uint32_t i = 0; i < COUNTERS; ++i) bind(&calls->counters[i], entries->counters[i]);
}

struct lane *lane_new(const struct subject *subject, struct shared *shared) {
  static struct lane *lane;
  if (lane != NULL) return lane;
  lane = reserve(sizeof *lane);
  caller_init();
  registers_init();
  *lane = (struct lane){.subject = subject, .shared = shared, .terms = shared->terms, .arena = reserve(ARENA_BYTES)};
  lane->driver = lane_is_usual(&lane->terms) ? &lane_of_usual_terms : &lane_of_any_terms;
  lane->limit = limit_of(&lane->terms);
  lane->record_limit = lane->terms.record_bytes != 0 ? smaller(lane->terms.most_records, RECORDS_AT_MOST) + BEYOND : 1;
  bind_calls(&lane->calls, &subject->entries);
  for (uint32_t i = 0; i < LANE_POOLS; ++i) reserve_pool(&lane->pools[i], lane);
  return lane;
}

/* ---- one operation ---- */

/* Keep it if it took long. When the table is full, only what took twice as long stays, and is worth keeping from then on. */
void lane_note_time(const struct lane *lane) {
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

struct known_pool lane_known_pool(const struct lane *lane, const struct lane_pool *pool) {
  return (struct known_pool){.handle = (uint64_t)(uintptr_t)pool->handle,
                             .block_bytes = lane->terms.block_bytes,
                             .record_bytes = lane->terms.record_bytes,
                             .soa_total = pool->model.block_count,
                             .soa_known = pool->model.known,
                             .soa = pool->model.addresses,
                             .lent = {pool->lent.numbers, pool->lent.count},
                             .returned = {pool->returned.numbers, pool->returned.count},
                             .revoked = {pool->revoked.numbers, pool->revoked.count},
                             .receipts = pool->records,
                             .receipts_lent = {NULL, pool->model.records_taken}};
}

bool lane_find_target(const struct lane *lane, const struct operation *operation, struct target *target) {
  if (lane->terms.binding != 1 && operation->target == TARGET_FOREIGN) {
    return grounds_find((enum foreign_address)(operation->index % FOREIGN_ADDRESSES), target);
  }
  const struct known_pool known = lane_known_pool(lane, &lane->pools[operation->pool]);
  for (uint32_t step = 1; target_needs_another(operation) && step < LANE_POOLS; ++step) {
    const struct lane_pool *pool = &lane->pools[(operation->pool + step) % LANE_POOLS];
    if (!pool->is_alive || pool->model.known == 0) continue;
    const struct known_pool other = lane_known_pool(lane, pool);
    return target_find(&known, &other, lane->arena, operation, target);
  }
  return target_find(&known, NULL, lane->arena, operation, target);
}

bool lane_run_operation(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  if (operation->kind == OPERATION_CREATE) return pool->is_alive || lane_create(lane, operation);
  if (!pool->is_alive) return true;
  if (operation->kind == OPERATION_DESTROY) return lane_destroy(lane, pool), true;
  return lane->driver->run(lane, operation);
}

bool lane_some_is_undisturbed(struct lane *lane, uint32_t at_most) { return lane->driver->is_undisturbed(lane, at_most); }

bool lane_is_undisturbed(struct lane *lane) { return lane->driver->is_undisturbed(lane, UINT32_MAX); }

/* ---- walks ---- */

static void destroy_pools(struct lane *lane) {
  for (uint32_t i = 0; i < LANE_POOLS; ++i) {
    if (lane->pools[i].is_alive) lane_destroy(lane, &lane->pools[i]);
  }
}

bool lane_destroy_cleanly(struct lane *lane) {
  bool was_clean = quarantine_empty().block_bytes == 0 && storage_stale(true).block_bytes == 0;
  destroy_pools(lane);
  bool stayed_within = zones_inspect().kind == BREACH_NONE && storage_inspect(true).kind == BREACH_NONE;
  return quarantine_inspect().block_bytes == 0 && was_clean && stayed_within;
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
  storage_inspect(true);
  storage_stale(true);
  guarded_set(PLACED_ANYWHERE);
  registers_are_as_before(); /* or they are now */
  errno = ENOMEM;            /* of an earlier failure of somebody else's (ENV-1) */
  return lane;
}

void lane_run(const struct subject *subject, struct shared *shared) {
  struct lane *lane = lane_begin(subject, shared);
  const bool has_one_life = lane->terms.destroy == DESTROY_NONE;
  while (shared->lane_done < shared->lane_operations) {
    struct walk walk;
    lane->walk = shared->lane_seed + shared->lane_walks++;
    walk_begin(&walk, lane->walk, &lane->terms, shared);
    shared->begun = (uint32_t)shared->lane_walks;
    bool agrees = lane->driver->run_walk(lane, &walk);
    shared->lane_done += shared->log_count;
    /* Where they differ, the pools stay as they are: the harness ends this process. */
    shared->lane_differs = !agrees || !lane_destroy_cleanly(lane) || !registers_are_as_before();
    if (shared->lane_differs != 0 || has_one_life) return;
  }
}

void lane_draw(struct shared *shared) {
  struct walk walk;
  const struct terms terms = shared->terms;
  walk_begin(&walk, shared->lane_seed, &terms, shared);
  for (uint32_t place = 0; place < walk.length; ++place) walk_next(&walk, place, &shared->log[place]);
  shared->log_count = walk.length;
}
