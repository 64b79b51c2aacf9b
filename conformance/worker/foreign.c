#include "foreign.h"

#include <stdlib.h>

#include "platform/platform.h"
#include "regions.h"

/* A block of the same heap that pools live on: the first time before there are any, lest it have had the place of one of them.
 */
static uint64_t heap_address(void) {
  static void *block;
  if (block == NULL) block = aligned_alloc(64, 256);
  return (uint64_t)(uintptr_t)block;
}

/* Above every frame. */
static uint64_t stack_address(void) { return layout_above_stack().start & ~UINT64_C(63); }

/* Whatever is mapped: the first page never is, and of the upper half, and what lies between, no program has anything. */
static bool is_nobodys(uint64_t address) {
  enum { ADDRESS_BITS_AT_MOST = 56 };
  return address < page_bytes() || address >> ADDRESS_BITS_AT_MOST != 0;
}

/* A buffer's address but for some bits; before any buffer is known, the worker's. */
static uint64_t differing(const struct known_pool *pool, uint64_t bits, uint64_t base) {
  return pool->soa_known != 0 ? pool->soa[0] ^ bits : base;
}

/* Those that `value` has no part in; 0: it is another. */
static uint64_t fixed(enum foreign_address which, const struct known_pool *pool, uint64_t base) {
  switch (which) {
    case FOREIGN_OF_THE_WORKER:
      return base + 1024;
    case FOREIGN_MISALIGNED:
      return base + 1024 + 8;
    case FOREIGN_LOW:
      return 64;
    case FOREIGN_TOP:
      return UINT64_MAX - 63;
    case FOREIGN_UNREADABLE:
      return base - page_bytes();
    case FOREIGN_ONE:
      return 1;
    case FOREIGN_NOT_CANONICAL:
      return UINT64_C(1) << 63;
    case FOREIGN_OF_THE_WORKER_TOO:
      return base + 1024 + pool->block_bytes;
    case FOREIGN_UPPER_HALF_DIFFERS:
      return pool->soa_known != 0 ? pool->soa[0] + (UINT64_C(1) << 32) : base;
    case FOREIGN_TAGGED_AT_TOP:
      return differing(pool, UINT64_C(1) << 63, base);
    case FOREIGN_TAGGED_ABOVE_USER:
      return differing(pool, UINT64_C(1) << 48, base);
    case FOREIGN_STACK:
      return stack_address();
    case FOREIGN_HEAP:
      return heap_address();
    default:
      return 0;
  }
}

/* Where nobody's buffers can be. */
static uint64_t elsewhere(enum foreign_address which, uint64_t value) {
  switch (which) {
    case FOREIGN_LIBRARY_CODE:
      return region_address(REGION_LIBRARY_CODE, value);
    case FOREIGN_C_LIBRARY:
      return region_address(REGION_C_LIBRARY, value);
    case FOREIGN_WORKER:
      return region_address(REGION_WORKER, value);
    case FOREIGN_KERNEL_PAGES:
      return region_address(REGION_KERNEL, value);
    case FOREIGN_ABOVE_STACK:
      return region_address(REGION_STACK, value);
    case FOREIGN_ANYWHERE:
      return is_nobodys(value) ? value : 0;
    default:
      return 0;
  }
}

/* Where a buffer of the pool may be, if not all are known. The number of what it lies beside, or -1. */
static uint64_t near(const struct known_pool *pool, const struct known_pool *other, const struct operation *operation,
                     int32_t *number) {
  const uint32_t extra = operation->extra;
  const uint64_t value = operation->value;
  switch ((enum foreign_address)(operation->index % FOREIGN_ADDRESSES)) {
    case FOREIGN_BESIDE_BLOCK:
      *number = (int32_t)(extra % pool->soa_known);
      return pool->soa[*number] + value;
    case FOREIGN_BESIDE_RECORD:
      if (pool->receipts_lent.count == 0) return 0;
      *number = (int32_t)(extra % pool->receipts_lent.count);
      if (pool->receipts_lent.numbers != NULL) *number = (int32_t)pool->receipts_lent.numbers[*number];
      return pool->receipts[*number] + value;
    case FOREIGN_BESIDE_OTHER_POOL:
      if (other == NULL || other->soa_known == 0) return 0;
      *number = (int32_t)(extra % other->soa_known);
      return other->soa[*number] + value;
    case FOREIGN_BESIDE_HANDLE:
      return pool->handle + value;
    case FOREIGN_BESIDE_HEAP:
      return heap_address() + value;
    case FOREIGN_LIBRARY_DATA:
      return region_address(REGION_LIBRARY_DATA, value);
    case FOREIGN_ANYWHERE:
      return value;
    default:
      return 0;
  }
}

void foreign_init(void) { heap_address(); }

bool foreign_find(const struct known_pool *pool, const struct known_pool *other, const void *arena,
                  const struct operation *operation, struct target *target) {
  const enum foreign_address which = (enum foreign_address)(operation->index % FOREIGN_ADDRESSES);
  *target = (struct target){fixed(which, pool, (uint64_t)(uintptr_t)arena), -1};
  if (target->address == 0) target->address = elsewhere(which, operation->value);
  if (target->address != 0) return true;
  if (!target_all_are_known(pool)) return false;
  target->address = near(pool, other, operation, &target->number);
  return target->address != 0 && !target_is_known(pool, target->address);
}

uint64_t foreign_distance(uint64_t drawn, uint64_t block_bytes) {
  const uint64_t units[] = {8, 16, 64, block_bytes};
  enum { POWERS = 41 };
  const uint64_t distance = units[drawn & 3] << (drawn >> 3) % POWERS;
  return (drawn & 4) == 0 ? distance : 0 - distance;
}

void foreign_draw(struct operation *operation, uint64_t drawn, uint64_t block_bytes) {
  const enum foreign_address which = (enum foreign_address)(operation->index % FOREIGN_ADDRESSES);
  if (which < FOREIGN_BESIDE_BLOCK) return;
  operation->extra = (uint32_t)(drawn >> 40) & UINT16_MAX;
  operation->value = which <= FOREIGN_BESIDE_HEAP ? foreign_distance(drawn, block_bytes) : drawn / 64 * 64;
}
