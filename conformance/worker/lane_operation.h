/* The operations of the native lane, by terms that are constants, or any: whoever includes this instantiates it. */
#ifndef POOLPROOF_LANE_OPERATION_H
#define POOLPROOF_LANE_OPERATION_H

#include "caller.h"
#include "holder.h"
#include "lane_asked.h"
#include "lane_books.h"
#include "lane_watch.h"

/* ---- get ---- */

LANE_INLINE int call_get(const struct terms *terms, const struct lane *lane, void *handle, uint64_t size, void **place) {
  const bool takes_size = terms->binding == 1 || terms->has_size != 0;
  return takes_size ? lane->calls.get_sized(handle, (size_t)size, place) : lane->calls.get(handle, place);
}

/* A get that is not to succeed, or may fail. */
LANE_INLINE bool refusal_fits(const struct terms *terms, enum due due, bool is_too_large, int status) {
  if (!is_too_large) return answer_fits(terms->exhausted, status);
  if (answer_fits(terms->too_large, status)) return true;
  return due != DUE_BLOCK && terms->size_before_capacity == 0 && answer_fits(terms->exhausted, status);
}

LANE_INLINE bool run_get(const struct terms *terms, struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  const uint64_t size = size_asked(terms, operation);
  const bool is_too_large = terms->has_size != 0 && size > terms->largest;
  const enum due due = model_due(terms, &pool->model);
  union handed_out *place = caller_out(lane->arena);
  lane_enter(lane);
  const int status = call_get(terms, lane, pool->handle, size, &place->anything);
  const bool clean = lane_leave(lane);
  const bool is_lent = status == 0 && !is_too_large && due != DUE_REFUSAL;
  lane->outcome = is_lent ? BP_OK : is_too_large ? BP_INVALID_SIZE : BP_EXHAUSTED;
  if (!clean) return false;
  if (!is_lent && (is_too_large || due != DUE_BLOCK) && !refusal_fits(terms, due, is_too_large, status)) return false;
  if (!is_lent && !is_too_large && due == DUE_BLOCK) return false;
  lane_note_time(lane);
  return is_lent ? lend(terms, lane, pool, (uint64_t)(uintptr_t)place->anything) : place->anything == NULL;
}

/* ---- return ---- */

LANE_INLINE bool return_lent(const struct terms *terms, struct lane *lane, struct lane_pool *pool, uint32_t nth) {
  const uint32_t at = pool->lent.count - 1 - nth % pool->lent.count, number = pool->lent.numbers[at];
  if (!block_is_undisturbed(terms, pool, number)) return false;
  lane_enter(lane);
  const int status = lane->calls.give_back(pool->handle, bytes_at(pool->model.addresses[number]));
  const bool clean = lane_leave(lane);
  if (status != 0 || !clean) return false;
  model_give_back(terms, &pool->model, number);
  list_take_out(&pool->lent, at);
  list_add(&pool->returned, number);
  if (keeps_settled(terms)) pool->settled[number] = pool->clears + 1;
  lane_note_time(lane);
  return free_block_is_as_due(terms, pool, number);
}

LANE_INLINE bool run_return(const struct terms *terms, struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  if (operation->target == TARGET_LENT) {
    return pool->lent.count == 0 || return_lent(terms, lane, pool, operation->index);
  }
  struct target target;
  if (!lane_find_target(lane, operation, &target)) return true;
  lane_enter(lane);
  const int status = lane->calls.give_back(pool->handle, bytes_at(target.address));
  const bool clean = lane_leave(lane);
  const bool is_free = operation->target == TARGET_RETURNED || operation->target == TARGET_REVOKED;
  bool fits = answer_fits(promised_answer(terms, operation), status);
  lane->outcome = is_free ? BP_NOT_IN_USE : BP_NOT_OWNED;
  if (operation->target == TARGET_UNLENT) { /* whether a block lies there, and is free, or none, only the pool knows */
    lane->outcome = fits ? BP_NOT_IN_USE : BP_NOT_OWNED;
    fits = fits || answer_fits(terms->of_foreign, status);
  }
  if (!clean || !fits) return false;
  lane_note_time(lane);
  return true;
}

/* ---- records ---- */

LANE_INLINE bool run_take(const struct terms *terms, struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  const bool is_due = pool->model.records_taken != pool->model.record_count;
  union handed_out *place = caller_out(lane->arena);
  lane_enter(lane);
  const int status = lane->calls.take(pool->handle, &place->anything);
  const bool clean = lane_leave(lane);
  lane->outcome = is_due ? BP_OK : BP_RECEIPTS_EXHAUSTED;
  if (!clean || (is_due ? status != 0 : !answer_fits(terms->records_exhausted, status))) return false;
  lane_note_time(lane);
  if (!is_due) return place->anything == NULL;
  const uint64_t address = (uint64_t)(uintptr_t)place->anything;
  const uint32_t number = pool->model.records_taken++;
  if (number == pool->records_known) {
    if (address == 0 || (address & (terms->record_align - 1)) != 0) return false;
    pool->records[pool->records_known++] = address;
  } else if (pool->records[number] != address) {
    return false;
  }
  return record_is_as_due(terms, pool, number);
}

/* ---- what a holder writes ---- */

static inline struct pool_addresses own_addresses(const struct lane_pool *pool) {
  return (struct pool_addresses){pool->model.addresses, pool->model.known, (uintptr_t)pool->handle};
}

LANE_INLINE void fill(unsigned char *bytes, uint32_t count, uint32_t byte) {
  if (is_in_words(count) && byte == 0) {
    words_clear((uint64_t *)(void *)bytes, count / 8);
  } else {
    memset(bytes, (int)byte, count);
  }
}

LANE_INLINE void write_block(const struct terms *terms, struct lane_pool *pool, uint32_t number,
                             const struct operation *operation) {
  unsigned char *shadow = block_shadow(terms, pool, number);
  if (!pool->block_kept[number]) fill(shadow, terms->block_bytes, terms->at_get_byte);
  pool->block_kept[number] = true;
  holder_write(operation, shadow, terms->block_bytes, own_addresses(pool));
  copy(bytes_at(pool->model.addresses[number]), shadow, terms->block_bytes);
}

LANE_INLINE void write_record(const struct terms *terms, struct lane_pool *pool, uint32_t number,
                              const struct operation *operation) {
  unsigned char *shadow = record_shadow(terms, pool, number);
  if (!pool->record_kept[number]) {
    const uint64_t told = number;
    fill(shadow, terms->record_bytes, 0);
    memcpy(shadow + terms->number_at, &told, sizeof told);
  }
  pool->record_kept[number] = true;
  holder_write(operation, shadow, terms->record_bytes, own_addresses(pool));
  copy(bytes_at(pool->records[number]), shadow, terms->record_bytes);
}

LANE_INLINE void run_write(const struct terms *terms, struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  const bool is_block = operation->kind == OPERATION_WRITE;
  const uint32_t count = is_block ? pool->lent.count : pool->model.records_taken;
  if (count == 0) return;
  const uint32_t at = count - 1 - operation->index % count;
  if (is_block) {
    write_block(terms, pool, pool->lent.numbers[at], operation);
  } else {
    write_record(terms, pool, at, operation);
  }
}

/* ---- counters ---- */

LANE_INLINE bool usage_is_exact(struct lane *lane, const struct lane_pool *pool) {
  const struct model *model = &pool->model;
  const uint32_t promised = lane->terms.counters;
  bp_usage *usage = caller_usage(UINT32_MAX);
  lane_enter(lane);
  lane->calls.usage(pool->handle, usage);
  if (!lane_leave(lane)) return false;
  const bool has_records = lane->terms.record_bytes != 0;
  return ((promised & COUNTER_USED) == 0 || usage->soa_in_use == model->lent_count) &&
         ((promised & COUNTER_CAPACITY) == 0 || usage->soa_total == model->block_count) &&
         (!has_records || (usage->receipts_in_use == model->records_taken && usage->receipts_total == model->record_count));
}

LANE_INLINE bool counts_are_exact(const struct terms *terms, struct lane *lane, const struct lane_pool *pool) {
  return terms->binding == 1 ? usage_is_exact(lane, pool) : lane_counters_are_exact(lane, pool);
}

/* ---- one operation ---- */

LANE_INLINE uint32_t occupancy_of(const struct model *model) {
  const uint32_t lent = model->lent_count, count = model->block_count;
  uint32_t occupancy = OCCUPANCY_SOME; /* the last that holds, without branches: nobody could foretell them */
  occupancy = lent == 1 ? OCCUPANCY_ONE : occupancy;
  occupancy = lent + 1 == count ? OCCUPANCY_ALL_BUT_ONE : occupancy;
  occupancy = lent == 0 ? OCCUPANCY_EMPTY : occupancy;
  return lent >= count ? OCCUPANCY_FULL : occupancy;
}

LANE_INLINE bool run_void(struct lane *lane, struct lane_pool *pool, const struct operation *operation) {
  if (operation->kind == OPERATION_RESET) {
    lane_enter(lane);
    lane->calls.reset(pool->handle);
    pool->model.records_taken = 0;
    return lane_leave(lane);
  }
  if (operation->kind == OPERATION_DESTROY_NULL) {
    lane->calls.destroy(NULL);
    return true;
  }
  lane->calls.clear(pool->handle);
  model_clear(&lane->terms, &pool->model);
  revoke_all(pool);
  return true;
}

LANE_INLINE bool run_operation(const struct terms *terms, struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  const uint32_t occupancy = occupancy_of(&pool->model);
  lane->outcome = BP_OK;
  bool agrees = true;
  switch (operation->kind) {
    case OPERATION_GET:
      agrees = run_get(terms, lane, operation);
      break;
    case OPERATION_RETURN:
      agrees = run_return(terms, lane, operation);
      break;
    case OPERATION_TAKE:
      agrees = run_take(terms, lane, operation);
      break;
    case OPERATION_RESET:
    case OPERATION_CLEAR:
    case OPERATION_DESTROY_NULL:
      agrees = run_void(lane, pool, operation);
      break;
    case OPERATION_COUNTERS:
      agrees = counts_are_exact(terms, lane, pool);
      break;
    default:
      run_write(terms, lane, operation);
      break;
  }
  ++lane->shared->reached[occupancy][operation->kind][lane->outcome];
  if (agrees && (operation->flags & FLAG_OBSERVE_USAGE) != 0) agrees = counts_are_exact(terms, lane, pool);
  return agrees;
}

/* ---- a walk ---- */

/* `asks_all`: whatever is drawn is asked. */
LANE_INLINE bool run_in_walk(const struct terms *terms, struct lane *lane, struct operation *operation, bool asks_all) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  if (operation->kind == OPERATION_CREATE) return pool->is_alive || lane_create(lane, operation);
  if (!pool->is_alive) return true;
  if (operation->kind == OPERATION_DESTROY) return lane_destroy(lane, pool), true;
  if (!asks_all && !is_asked(terms, lane, pool, operation)) *operation = nothing_asked(operation);
  return run_operation(terms, lane, operation);
}

LANE_INLINE bool run_walk_by(const struct terms *terms, struct lane *lane, struct walk *walk, bool asks_all) {
  struct shared *shared = lane->shared;
  const uint64_t left = shared->lane_operations - shared->lane_done;
  for (uint32_t place = 0; place < walk->length && place < left; ++place) {
    struct operation *operation = &shared->log[place];
    walk_next(walk, place, operation);
    /* Written before it runs: when it never comes back, the harness finds it at the end of the log. */
    shared->log_count = place + 1;
    if (!run_in_walk(terms, lane, operation, asks_all)) return false;
    if (place % INSPECT_EVERY == 0 && !pools_are_undisturbed(terms, lane, INSPECTED_AT_ONCE)) return false;
  }
  return pools_are_undisturbed(terms, lane, UINT32_MAX);
}

#endif
