#include "targets.h"

#include "foreign.h"
#include "holder.h"
#include "quarantine.h"

bool target_is_known(const struct known_pool *pool, uint64_t address) {
  for (uint32_t number = 0; number < pool->soa_known; ++number) {
    if (pool->soa[number] == address) return true;
  }
  return false;
}

bool target_all_are_known(const struct known_pool *pool) { return pool->soa_known != 0 && pool->soa_known >= pool->soa_total; }

/* Anything but a buffer that is known. */
static bool unless_known(const struct known_pool *pool, uint64_t address, int32_t number, struct target *target) {
  *target = (struct target){address, number};
  return !target_is_known(pool, address);
}

static bool pick(const struct numbers *list, uint32_t index, uint32_t *number) {
  if (list->count == 0) return false;
  uint32_t at = list->count - 1 - index % list->count;
  *number = list->numbers != NULL ? list->numbers[at] : at;
  return true;
}

static bool find_in(const struct numbers *list, const uint64_t *addresses, const struct operation *operation, uint64_t inside,
                    struct target *target) {
  uint32_t number;
  if (!pick(list, operation->index, &number)) return false;
  *target = (struct target){addresses[number] + inside, (int32_t)number};
  return true;
}

/* Before a known buffer or behind it: which, and on which side, the index says. */
static bool beside(const struct known_pool *pool, const struct operation *operation, uint64_t distance, struct target *target) {
  uint32_t number = operation->index / 2 % pool->soa_known;
  uint64_t address = operation->index % 2 == 0 ? pool->soa[number] + distance : pool->soa[number] - distance;
  return unless_known(pool, address, (int32_t)number, target);
}

static bool inside(const struct known_pool *pool, const struct operation *operation, struct target *target) {
  if (pool->soa_known == 0 || pool->block_bytes == 1) return false;
  uint32_t number = operation->index % pool->soa_known;
  return unless_known(pool, pool->soa[number] + 1 + operation->extra % (pool->block_bytes - 1), (int32_t)number, target);
}

/* Memory that is kept apart is nobody's; other memory may be a buffer of the pool's, as long as not all of them are known. */
static bool of_one_that_ended(const struct known_pool *pool, const struct operation *operation, struct target *target) {
  int32_t number = -1;
  uint64_t address = pool->gone != NULL ? gone_address(pool->gone, operation->index, &number) : 0;
  if (address == 0 || (!target_all_are_known(pool) && !quarantine_covers(address))) return false;
  return unless_known(pool, address, number, target);
}

static bool of_another(const struct known_pool *pool, const struct known_pool *other, const struct operation *operation,
                       struct target *target) {
  if (other == NULL) return false;
  uint32_t number = operation->index % other->soa_known;
  return unless_known(pool, other->soa[number], (int32_t)number, target);
}

bool target_needs_another(const struct operation *operation) {
  if (operation->target == TARGET_FOREIGN) return operation->index % FOREIGN_ADDRESSES == FOREIGN_BESIDE_OTHER_POOL;
  return operation->target == TARGET_OTHER_POOL;
}

bool target_find(const struct known_pool *pool, const struct known_pool *other, const void *arena,
                 const struct operation *operation, struct target *target) {
  *target = (struct target){0, -1};
  switch ((enum return_target)operation->target) {
    case TARGET_LENT:
      return find_in(&pool->lent, pool->soa, operation, 0, target);
    case TARGET_RETURNED:
      return find_in(&pool->returned, pool->soa, operation, 0, target);
    case TARGET_REVOKED:
      return find_in(&pool->revoked, pool->soa, operation, 0, target);
    case TARGET_NULL:
      return true;
    case TARGET_FOREIGN:
      return foreign_find(pool, other, arena, operation, target);
    case TARGET_OTHER_POOL:
      return of_another(pool, other, operation, target);
    case TARGET_RECORD:
      return pool->record_bytes != 0 &&
             find_in(&pool->receipts_lent, pool->receipts, operation, operation->extra % pool->record_bytes, target);
    case TARGET_INTERIOR:
      return inside(pool, operation, target);
    /* Next to a buffer lies, for all that the holder knows, one that was never lent: only when all are known is it foreign. */
    case TARGET_NEIGHBOUR:
      return target_all_are_known(pool) &&
             beside(pool, operation, holder_distance(operation->extra, pool->block_bytes), target);
    case TARGET_HANDLE:
      return target_all_are_known(pool) && unless_known(pool, pool->handle, -1, target);
    case TARGET_GONE:
      return of_one_that_ended(pool, operation, target);
    case TARGET_UNLENT:
      return pool->soa_known != 0 && !target_all_are_known(pool) &&
             beside(pool, operation, UINT64_C(64) * operation->extra, target);
  }
  return false;
}
