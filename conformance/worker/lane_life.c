/* Pools of the native lane begin and end. */
#include "allocations.h"
#include "caller.h"
#include "lane_operation.h"
#include "pool_config.h"
#include "quarantine.h"
#include "zones.h"

static uint32_t count_asked_for(const struct terms *terms, const struct operation *operation) {
  const bool is_implied = (operation->flags & FLAG_DEFAULT_CONFIG) != 0 && terms->binding != 1;
  return is_implied ? terms->block_count : (uint32_t)operation->value;
}

static uint32_t records_asked_for(const struct terms *terms, const struct operation *operation) {
  return terms->binding == 1 ? (uint32_t)(operation->value >> 32) : terms->record_count;
}

static bool another_is_alive(const struct lane *lane) {
  for (uint32_t i = 0; i < LANE_POOLS; ++i) {
    if (lane->pools[i].is_alive) return true;
  }
  return false;
}

static void open_pool(struct lane *lane, struct lane_pool *pool, void *handle, const struct operation *operation) {
  for (uint32_t number = 0; pool->numbers.used != 0 && number < pool->model.known; ++number) {
    address_remove(&pool->numbers, pool->model.addresses[number]);
  }
  pool->handle = handle;
  pool->is_alive = true;
  pool->records_known = 0;
  list_empty(&pool->lent);
  list_empty(&pool->returned);
  list_empty(&pool->revoked);
  model_create(&pool->model, count_asked_for(&lane->terms, operation), records_asked_for(&lane->terms, operation));
}

/* Of blockpool.h, a count that the contract does not hold a pool to. */
static bool may_refuse_count(const struct lane *lane, const struct operation *operation, int status) {
  const struct terms *terms = &lane->terms;
  const bool is_other = terms->binding != 1 && count_asked_for(terms, operation) != terms->block_count;
  return is_other && answer_fits(terms->bad_config, status);
}

/* That there is no memory for one more pool, or none more is made, is no difference: the walk goes on without it. */
static bool may_be_refused(const struct lane *lane, const struct operation *operation, int status) {
  const struct answer answer = lane->terms.out_of_memory;
  const bool is_further = operation->pool != 0 || another_is_alive(lane);
  if (may_refuse_count(lane, operation, status)) return true;
  const bool says_why = lane->terms.binding == 1 && answer.how != ANSWER_UNDEFINED;
  return is_further && (says_why ? answer_fits(answer, status) : status != 0);
}

static const void *config_of(const struct lane *lane, const struct operation *operation, const struct storage *storage) {
  if (lane->terms.binding == 1) return caller_config(operation->value);
  return caller_block_config(pool_config(&lane->terms, count_asked_for(&lane->terms, operation), storage));
}

static bool call_create(struct lane *lane, struct lane_pool *pool, const struct operation *operation) {
  const bool has_none = (operation->flags & FLAG_DEFAULT_CONFIG) != 0 && lane->terms.binding == 1;
  const void *config = config_of(lane, operation, pool->storage);
  union handed_out *place = caller_out(NULL);
  zones_operation(OPERATION_CREATE);
  allocations_begin();
  const int status = lane->calls.create(has_none ? NULL : config, &place->anything);
  allocations_end();
  caller_end_config();
  if (status != 0 && may_be_refused(lane, operation, status)) return true;
  if (status != 0 || place->anything == NULL) return false;
  open_pool(lane, pool, place->anything, operation);
  return true;
}

static void give_storage_back(struct lane_pool *pool) {
  storage_give_back(pool->storage, true);
  pool->storage = NULL;
}

/* A library without create has made its only pool before anybody asked: it is new once in a process, and of one count. */
static bool create_of_none(struct lane *lane, struct lane_pool *pool, const struct operation *operation) {
  if (count_asked_for(&lane->terms, operation) != lane->terms.block_count) return true;
  if (lane->had_only_pool) return false;
  lane->had_only_pool = true;
  open_pool(lane, pool, NULL, operation);
  return true;
}

bool lane_create(struct lane *lane, const struct operation *operation) {
  struct lane_pool *pool = &lane->pools[operation->pool];
  const struct terms *terms = &lane->terms;
  const uint32_t count = count_asked_for(terms, operation);
  if (!is_promised(terms, operation) || (terms->is_single != 0 && another_is_alive(lane))) return true;
  if (count > lane->limit || records_asked_for(terms, operation) > lane->record_limit) return false;
  if (lane->calls.create == NULL) return create_of_none(lane, pool, operation);
  if (terms->storage_is_given != 0) {
    pool->storage = storage_take(terms, count, PLACED_ANYWHERE);
    if (pool->storage == NULL) return true;
  }
  const bool agrees = call_create(lane, pool, operation);
  if (!pool->is_alive) give_storage_back(pool);
  return agrees;
}

static void return_all(const struct lane *lane, struct lane_pool *pool) {
  while (pool->lent.count != 0) {
    const uint32_t number = pool->lent.numbers[--pool->lent.count];
    lane->calls.give_back(pool->handle, bytes_at(pool->model.addresses[number]));
  }
}

void lane_destroy(struct lane *lane, struct lane_pool *pool) {
  if (lane->terms.destroy == DESTROY_NONE || lane->calls.destroy == NULL) return;
  if (lane->terms.destroy == DESTROY_NEEDS_ALL_RETURNED) return_all(lane, pool);
  allocations_begin();
  quarantine_open();
  lane->calls.destroy(pool->handle);
  quarantine_close();
  allocations_end();
  pool->handle = NULL;
  pool->is_alive = false;
  give_storage_back(pool);
}
