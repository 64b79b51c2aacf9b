#include "lane.h"

#include <string.h>

#include "holder.h"
#include "lane_state.h"
#include "reserve.h"
#include "walk.h"

enum {
  LANE_BUFFERS = 65536 + 64,
  LANE_RECEIPTS = (1 << 20) + 64,
  ARENA_BYTES = 4096,
  INSPECT_EVERY = 64 /* operations: all that is lent is looked at this often, and each buffer when it is returned */
};

struct lane *lane_new(const struct subject *subject, struct shared *shared) {
  static struct lane *lane;
  if (lane != NULL) return lane;
  lane = reserve(sizeof *lane);
  *lane = (struct lane){.subject = subject, .shared = shared, .arena = reserve(ARENA_BYTES)};
  for (uint32_t i = 0; i < LANE_POOLS; ++i) {
    struct lane_pool *pool = &lane->pools[i];
    pool->soa = reserve(LANE_BUFFERS * sizeof *pool->soa);
    pool->receipts = reserve(LANE_RECEIPTS * sizeof *pool->receipts);
    pool->lent = reserve(LANE_BUFFERS * sizeof *pool->lent);
    pool->returned = reserve(LANE_BUFFERS * sizeof *pool->returned);
    pool->soa_shadow = reserve(LANE_BUFFERS * sizeof *pool->soa_shadow);
    pool->receipt_shadow = reserve(LANE_RECEIPTS * sizeof *pool->receipt_shadow);
    pool->free_stack = reserve(LANE_BUFFERS * sizeof *pool->free_stack);
    pool->lent_marks = reserve(LANE_BUFFERS * sizeof *pool->lent_marks);
  }
  return lane;
}

static bool is_blank(const uint64_t *words, uint32_t first, uint32_t count) {
  uint64_t all = 0;
  for (uint32_t i = first; i < count; ++i) all |= words[i];
  return all == 0;
}

static void take_out(uint32_t *list, uint32_t *count, uint32_t at) {
  memmove(&list[at], &list[at + 1], (*count - at - 1) * sizeof list[0]);
  --*count;
}

/* ---- each operation: true when the answer is the one that the model gives ---- */

static bool run_create(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  bp_config config = {(uint32_t)operation->value, (uint32_t)(operation->value >> 32)};
  bp_pool *out = NULL;
  bool is_default = (operation->flags & FLAG_DEFAULT_CONFIG) != 0;
  int status = lane->subject->create(is_default ? NULL : &config, &out);
  /* That there is no memory for a second pool is no difference: the walk goes on without it. */
  if (status == BP_NO_MEMORY && operation->pool != 0) return true;
  if (status != BP_OK || out == NULL) return false;
  pool->handle = out;
  pool->soa_known = pool->receipts_known = pool->lent_count = pool->returned_count = 0;
  model_create(&pool->model, config.soa_capacity, config.receipt_capacity, pool->free_stack, pool->lent_marks);
  return true;
}

static bool lend(struct lane_pool *pool, uint32_t number, bp_soa *out) {
  uint64_t address = (uint64_t)(uintptr_t)out;
  if (number == pool->soa_known) {
    if (out == NULL || address % BP_SOA_ALIGNMENT != 0) return false;
    pool->soa[pool->soa_known++] = address;
  } else {
    if (pool->soa[number] != address) return false;
    /* What was returned last is mostly what comes back. */
    for (uint32_t at = pool->returned_count; at-- > 0;) {
      if (pool->returned[at] != number) continue;
      take_out(pool->returned, &pool->returned_count, at);
      break;
    }
  }
  pool->lent[pool->lent_count++] = number;
  memset(pool->soa_shadow[number], 0, sizeof pool->soa_shadow[number]);
  return is_blank((const uint64_t *)(const void *)out, 0, SOA_WORDS);
}

static bool run_get_soa(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  uint32_t number = 0;
  int expected = model_get_soa(&pool->model, operation->value, &number);
  bp_soa *out = (bp_soa *)(void *)lane->arena;
  int status = lane->subject->get_soa(pool->handle, (size_t)operation->value, &out);
  lane->outcome = (uint32_t)expected;
  if (status != expected) return false;
  return status == BP_OK ? lend(pool, number, out) : out == NULL;
}

static bool is_undisturbed(const struct lane_pool *pool, uint32_t number) {
  return memcmp((const void *)(uintptr_t)pool->soa[number], pool->soa_shadow[number], sizeof(bp_soa)) == 0;
}

static bool return_lent(struct lane *lane, struct lane_pool *pool, uint32_t nth) {
  uint32_t at = pool->lent_count - 1 - nth % pool->lent_count;
  uint32_t number = pool->lent[at];
  if (!is_undisturbed(pool, number)) return false;
  int expected = model_return_soa(&pool->model, number);
  int status = lane->subject->return_soa(pool->handle, (bp_soa *)(uintptr_t)pool->soa[number]);
  take_out(pool->lent, &pool->lent_count, at);
  pool->returned[pool->returned_count++] = number;
  return status == expected;
}

/* An address of another pool's buffer that is none of this one's; 0 when there is none. */
static uint64_t other_pools_buffer(const struct lane *lane, const struct operation *operation) {
  for (uint32_t step = 1; step < LANE_POOLS; ++step) {
    const struct lane_pool *other = &lane->pools[(operation->pool + step) % LANE_POOLS];
    if (other->handle != NULL && other->soa_known != 0) return other->soa[operation->index % other->soa_known];
  }
  return 0;
}

static bool run_return_soa(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  uint64_t address = 0;
  int expected = BP_NOT_OWNED;
  switch (operation->target) {
    case TARGET_LENT:
      return pool->lent_count == 0 || return_lent(lane, pool, operation->index);
    case TARGET_RETURNED:
      if (pool->returned_count == 0) return true;
      address = pool->soa[pool->returned[pool->returned_count - 1 - operation->index % pool->returned_count]];
      expected = BP_NOT_IN_USE;
      break;
    case TARGET_FOREIGN:
      address = holder_foreign_address(operation->index, lane->arena, pool->soa_known != 0 ? pool->soa[0] : 0);
      break;
    case TARGET_INTERIOR:
      if (pool->soa_known == 0) return true;
      address = pool->soa[operation->index % pool->soa_known] + 1 + operation->extra % (sizeof(bp_soa) - 1);
      break;
    case TARGET_RECEIPT:
      if (pool->model.receipts_in_use == 0) return true;
      address = pool->receipts[pool->model.receipts_in_use - 1 - operation->index % pool->model.receipts_in_use];
      address += operation->extra % sizeof(bp_receipt);
      break;
    case TARGET_OTHER_POOL:
      address = other_pools_buffer(lane, operation);
      if (address == 0) return true;
      break;
    default:
      break;
  }
  lane->outcome = (uint32_t)expected;
  return lane->subject->return_soa(pool->handle, (bp_soa *)(uintptr_t)address) == expected;
}

static bool run_get_receipt(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  uint32_t number = 0;
  int expected = model_get_receipt(&pool->model, &number);
  bp_receipt *out = (bp_receipt *)(void *)lane->arena;
  int status = lane->subject->get_receipt(pool->handle, &out);
  lane->outcome = (uint32_t)expected;
  if (status != expected) return false;
  if (status != BP_OK) return out == NULL;
  uint64_t address = (uint64_t)(uintptr_t)out;
  if (number == pool->receipts_known) {
    if (out == NULL || address % BP_RECEIPT_ALIGNMENT != 0) return false;
    pool->receipts[pool->receipts_known++] = address;
  } else if (pool->receipts[number] != address) {
    return false;
  }
  memset(pool->receipt_shadow[number], 0, sizeof pool->receipt_shadow[number]);
  pool->receipt_shadow[number][0] = number;
  return out->id == number && is_blank((const uint64_t *)(const void *)out, 1, RECEIPT_WORDS);
}

static void run_write(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  bool is_soa = operation->kind == OPERATION_WRITE_SOA;
  uint32_t count = is_soa ? pool->lent_count : pool->model.receipts_in_use;
  if (count == 0) return;
  uint32_t at = count - 1 - operation->index % count;
  uint32_t number = is_soa ? pool->lent[at] : at;
  uint64_t *shadow = is_soa ? pool->soa_shadow[number] : pool->receipt_shadow[number];
  uint64_t address = is_soa ? pool->soa[number] : pool->receipts[number];
  holder_write(operation, shadow, is_soa ? SOA_WORDS : RECEIPT_WORDS, pool->soa, pool->soa_known);
  memcpy((void *)(uintptr_t)address, shadow, is_soa ? sizeof(bp_soa) : sizeof(bp_receipt));
}

static bool usage_is_exact(const struct lane *lane, const struct lane_pool *pool) {
  bp_usage usage = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
  bp_usage expected = model_usage(&pool->model);
  lane->subject->capacity_usage(pool->handle, &usage);
  return memcmp(&usage, &expected, sizeof usage) == 0;
}

bool lane_is_undisturbed(const struct lane *lane) {
  for (uint32_t i = 0; i < LANE_POOLS; ++i) {
    const struct lane_pool *pool = &lane->pools[i];
    if (pool->handle == NULL) continue;
    for (uint32_t at = 0; at < pool->lent_count && at < INSPECT_EVERY; ++at) {
      if (!is_undisturbed(pool, pool->lent[at])) return false;
    }
    for (uint32_t at = 0; at < pool->model.receipts_in_use && at < INSPECT_EVERY; ++at) {
      const void *receipt = (const void *)(uintptr_t)pool->receipts[at];
      if (memcmp(receipt, pool->receipt_shadow[at], sizeof(bp_receipt)) != 0) return false;
    }
  }
  return true;
}

static uint32_t occupancy_of(const struct lane_pool *pool) {
  uint32_t lent = pool->model.soa_capacity - pool->model.free_count;
  if (pool->model.free_count == 0) return OCCUPANCY_FULL;
  if (lent == 0) return OCCUPANCY_EMPTY;
  if (pool->model.free_count == 1) return OCCUPANCY_ALL_BUT_ONE;
  return lent == 1 ? OCCUPANCY_ONE : OCCUPANCY_SOME;
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
      lane->subject->reset_receipts(pool->handle);
      model_reset_receipts(&pool->model);
      break;
    case OPERATION_CLEAR:
      lane->subject->clear(pool->handle);
      model_clear(&pool->model);
      pool->lent_count = 0; /* as in the session, what was returned before stays what can be returned twice */
      break;
    case OPERATION_DESTROY:
      lane->subject->destroy(pool->handle);
      pool->handle = NULL;
      return true;
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
    if (lane->pools[i].handle != NULL) lane->subject->destroy(lane->pools[i].handle);
    lane->pools[i].handle = NULL;
  }
}

static bool run_walk(struct lane *lane, struct walk *walk) {
  struct shared *shared = lane->shared;
  for (uint32_t place = 0; place < walk->length; ++place) {
    struct operation *operation = &shared->log[place];
    walk_next(walk, place, operation);
    /* Written before it runs: when it never comes back, the harness finds it at the end of the log. */
    shared->log_count = place + 1;
    if (!lane_run_operation(lane, operation)) return false;
    if (place % INSPECT_EVERY == 0 && !lane_is_undisturbed(lane)) return false;
  }
  return lane_is_undisturbed(lane);
}

void lane_run(const struct subject *subject, struct shared *shared) {
  struct lane *lane = lane_new(subject, shared);
  shared->lane_differs = 0;
  shared->lane_done = shared->lane_walks = 0;
  memset(shared->reached, 0, sizeof shared->reached);
  shared->phase = PHASE_SUBJECT;
  while (shared->lane_done < shared->lane_operations) {
    struct walk walk;
    walk_begin(&walk, shared->lane_seed + shared->lane_walks++, shared);
    shared->begun = (uint32_t)shared->lane_walks;
    bool agrees = run_walk(lane, &walk);
    shared->lane_done += shared->log_count;
    if (!agrees) {
      shared->lane_differs = 1;
      return; /* the pools stay as they are: the harness ends this process */
    }
    destroy_pools(lane);
  }
}

void lane_replay(const struct subject *subject, struct shared *shared) {
  struct lane *lane = lane_new(subject, shared);
  shared->lane_differs = 0;
  shared->phase = PHASE_SUBJECT;
  uint32_t count = shared->log_count < LOG_CAPACITY ? shared->log_count : LOG_CAPACITY;
  for (uint32_t place = 0; place < count; ++place) {
    struct operation operation = shared->log[place];
    shared->log_count = place + 1;
    if (operation.pool < LANE_POOLS && operation.kind < KINDS && lane_run_operation(lane, &operation)) continue;
    shared->lane_differs = 1;
    return;
  }
  shared->lane_differs = !lane_is_undisturbed(lane);
  destroy_pools(lane);
}
