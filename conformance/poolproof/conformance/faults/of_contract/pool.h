/* The sound pool of any contract. `terms.h`, which is made of a contract, says which.
 *
 *   get     -> size_answer? -> next (which block) -> prepare (what it holds) -> lent
 *   return  -> locate (whose block, if anybody's) -> misuse_answer? -> retire -> come_back -> free
 *
 * A fault defines OWN_<hook> before it includes this file, and writes <hook> itself; plain_<hook> stays at hand. What the
 * contract leaves undefined ends the process here: who judges by the contract never does it. What the contract leaves open is
 * done in an odd way: who takes the usual for promised blames this pool. */
#ifndef OF_CONTRACT_POOL_H
#define OF_CONTRACT_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "blockpool.h"
#include "terms.h"

enum { STATE_FRESH, STATE_LENT, STATE_RETURNED, STATE_REVOKED };
enum { GROWTHS = 4, SPARE = CAPACITY_EXACT ? 0 : 3 };
enum { NOWHERE = UINT32_MAX };
/* What stands in memory that means nothing. */
enum { RUBBISH_LENT = 0xA7, RUBBISH_FREE = 0x5A };

#ifndef POOL_FIELDS
#define POOL_FIELDS
#endif

struct chunk {
  unsigned char *memory; /* where its first block begins */
  void *taken;           /* what is to be freed; NULL: nothing is */
};

struct pp_pool {
  uint32_t count;    /* asked for */
  uint32_t capacity; /* there are so many blocks now */
  uint32_t limit;    /* the tables have room for so many */
  uint32_t free_count;
  uint32_t lent_count;
  uint32_t peak;
  uint32_t fresh_next; /* with fresh_first: the next in `creation` */
  uint32_t head;       /* with fifo: where in `order` the first stands */
  uint32_t *order;     /* numbers of free blocks: a stack whose last is next, or a queue */
  uint32_t *creation;  /* all of them, in the order after create */
  uint8_t *states;
  struct chunk chunks[GROWTHS];
  unsigned char *records;
  void *records_taken;
  uint32_t records_used;
  POOL_FIELDS
};

#define BLOCK_STRIDE ((size_t)((BLOCK_SIZE + BLOCK_ALIGN - 1) / BLOCK_ALIGN * BLOCK_ALIGN))
#define RECORD_STRIDE ((size_t)((RECORD_SIZE + RECORD_ALIGN - 1) / RECORD_ALIGN * RECORD_ALIGN))

/* What an operation answers that should not succeed. */
static int answer(int how, int code) {
  if (how == ANSWER_ABORTS || how == ANSWER_UNDEFINED) abort();
  return code;
}

/* ---- sharing: one at a time ---- */

#if IS_SHARED
static atomic_flag busy = ATOMIC_FLAG_INIT;
static void lock(void) {
  while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
  }
}
static void unlock(void) { atomic_flag_clear_explicit(&busy, memory_order_release); }
#else
static void lock(void) {}
static void unlock(void) {}
#endif

/* ---- which pools there are: to tell another pool's block from a foreign address ---- */

enum { POOLS_AT_MOST = 1024 };
static pp_pool *pools[POOLS_AT_MOST];

static bool pool_enters(pp_pool *pool) {
  for (int place = 0; place < POOLS_AT_MOST; ++place) {
    if (pools[place] != NULL) continue;
    pools[place] = pool;
    return true;
  }
  return false;
}

static void pool_leaves(const pp_pool *pool) {
  for (int place = 0; place < POOLS_AT_MOST; ++place) {
    if (pools[place] == pool) pools[place] = NULL;
  }
}

/* ---- hooks ---- */

struct place {
  int kind; /* of enum whose */
  uint32_t number;
};
enum whose { WHOSE_NULL, WHOSE_FOREIGN, WHOSE_OTHER_POOL, WHOSE_INTERIOR, WHOSE_RECORD, WHOSE_OWN };

static unsigned char *block_at(const pp_pool *pool, uint32_t number);
static unsigned char *record_at(const pp_pool *pool, uint32_t number);
static bool size_fits(size_t size);
static struct place locate(pp_pool *pool, const void *address);
static void fill_order(pp_pool *pool);
static uint32_t next(pp_pool *pool);
static void come_back(pp_pool *pool, uint32_t number);
static void prepare(pp_pool *pool, uint32_t number);
static void retire(pp_pool *pool, uint32_t number);
static void prepare_record(pp_pool *pool, uint32_t number);
static bool grow(pp_pool *pool);

static unsigned char *plain_block_at(const pp_pool *pool, uint32_t number) {
  uint32_t a_chunk = pool->count + SPARE;
  return pool->chunks[number / a_chunk].memory + number % a_chunk * BLOCK_STRIDE;
}

static unsigned char *plain_record_at(const pp_pool *pool, uint32_t number) { return pool->records + number * RECORD_STRIDE; }

static bool plain_size_fits(size_t size) {
  if (size < SIZE_SMALLEST) abort(); /* nothing is promised of these */
  return size <= SIZE_LARGEST;
}

static bool within(const void *address, const unsigned char *from, size_t bytes) {
  return (uintptr_t)address - (uintptr_t)from < bytes;
}

static struct place place_in(const pp_pool *pool, const void *address) {
  for (uint32_t number = 0; number < pool->capacity; number += pool->count + SPARE) {
    const unsigned char *first = block_at(pool, number);
    size_t bytes = (size_t)(pool->count + SPARE) * BLOCK_STRIDE;
    if (!within(address, first, bytes)) continue;
    size_t at = (size_t)((const unsigned char *)address - first);
    uint32_t found = number + (uint32_t)(at / BLOCK_STRIDE);
    return (struct place){at % BLOCK_STRIDE == 0 ? WHOSE_OWN : WHOSE_INTERIOR, found};
  }
  if (HAS_SEQUENCE && within(address, pool->records, RECORD_COUNT * RECORD_STRIDE))
    return (struct place){WHOSE_RECORD, NOWHERE};
  return (struct place){WHOSE_FOREIGN, NOWHERE};
}

static struct place plain_locate(pp_pool *pool, const void *address) {
  if (address == NULL) return (struct place){WHOSE_NULL, NOWHERE};
  struct place found = place_in(pool, address);
  if (found.kind != WHOSE_FOREIGN) return found;
  for (int place = 0; place < POOLS_AT_MOST; ++place) {
    if (pools[place] != NULL && pools[place] != pool && place_in(pools[place], address).kind == WHOSE_OWN) {
      return (struct place){WHOSE_OTHER_POOL, NOWHERE};
    }
  }
  return found;
}

static uint32_t created_at(uint32_t place, uint32_t count) {
  if (ORDER_FRESH == FRESH_ASCENDING || ORDER_REUSE == REUSE_LOWEST_ADDRESS) return place;
  if (ORDER_FRESH == FRESH_DESCENDING) return count - 1 - place;
  return place % 2 == 0 ? place / 2 : count - 1 - place / 2; /* from both ends: no order that anybody expects */
}

static void plain_fill_order(pp_pool *pool) {
  for (uint32_t place = 0; place < pool->capacity; ++place) pool->creation[place] = created_at(place, pool->capacity);
  pool->free_count = pool->capacity;
  pool->fresh_next = pool->head = 0;
  if (ORDER_FRESH_FIRST) {
    pool->free_count = 0;
    return;
  }
  for (uint32_t place = 0; place < pool->capacity; ++place) {
    bool is_stack = ORDER_REUSE == REUSE_LIFO;
    pool->order[is_stack ? pool->capacity - 1 - place : place] = pool->creation[place];
  }
}

static bool has_fresh(const pp_pool *pool) { return ORDER_FRESH_FIRST && pool->fresh_next < pool->capacity; }

static uint32_t take_out(pp_pool *pool, uint32_t place) {
  uint32_t number = pool->order[place];
  memmove(&pool->order[place], &pool->order[place + 1], (pool->free_count - 1 - place) * sizeof pool->order[0]);
  --pool->free_count;
  return number;
}

static uint32_t lowest_free(const pp_pool *pool) {
  uint32_t lowest = NOWHERE;
  for (uint32_t number = 0; number < pool->capacity; ++number) {
    if (pool->states[number] == STATE_LENT) continue;
    if (lowest == (uint32_t)NOWHERE || block_at(pool, number) < block_at(pool, lowest)) lowest = number;
  }
  return lowest;
}

static uint32_t plain_next(pp_pool *pool) {
  if (has_fresh(pool)) return pool->creation[pool->fresh_next++];
  if (ORDER_REUSE == REUSE_LIFO) return pool->order[--pool->free_count];
  if (ORDER_REUSE == REUSE_FIFO) {
    uint32_t number = pool->order[pool->head++ % pool->limit];
    --pool->free_count;
    return number;
  }
  if (ORDER_REUSE == REUSE_LOWEST_ADDRESS) {
    --pool->free_count;
    return lowest_free(pool);
  }
  /* Any: from the front, then what came back; never-lent ones keep their order. */
  return take_out(pool, 0);
}

static void plain_come_back(pp_pool *pool, uint32_t number) {
  if (ORDER_REUSE == REUSE_FIFO) {
    pool->order[(pool->head + pool->free_count++) % pool->limit] = number;
  } else {
    pool->order[pool->free_count++] = number;
  }
}

static void plain_prepare(pp_pool *pool, uint32_t number) {
  if (AT_GET == FILL_BYTE) memset(block_at(pool, number), AT_GET_BYTE, BLOCK_SIZE);
  if (AT_GET == FILL_ANY) memset(block_at(pool, number), RUBBISH_LENT, BLOCK_SIZE);
}

static void plain_retire(pp_pool *pool, uint32_t number) {
  if (WHILE_FREE == FILL_BYTE) memset(block_at(pool, number), WHILE_FREE_BYTE, BLOCK_SIZE);
  if (WHILE_FREE == FILL_ANY && AT_GET != FILL_KEPT) memset(block_at(pool, number), RUBBISH_FREE, BLOCK_SIZE);
}

static void plain_prepare_record(pp_pool *pool, uint32_t number) {
  unsigned char *record = record_at(pool, number);
  memset(record, NUMBER_AT < 0 ? RUBBISH_LENT : 0, RECORD_SIZE);
  const uint64_t value = number;
  if (NUMBER_AT >= 0) memcpy(record + (NUMBER_AT < 0 ? 0 : NUMBER_AT), &value, sizeof value);
}

static void *take_memory(size_t align, size_t bytes) {
  size_t rounding = align < sizeof(void *) ? sizeof(void *) : align;
  void *memory = NULL;
  return posix_memalign(&memory, rounding, bytes) == 0 ? memory : NULL;
}

static bool plain_grow(pp_pool *pool) {
  uint32_t a_chunk = pool->count + SPARE, chunk = pool->capacity / a_chunk;
  if (EXHAUSTED_HOW != ANSWER_GROWS || chunk == GROWTHS) return false;
  unsigned char *memory = take_memory(BLOCK_ALIGN, a_chunk * BLOCK_STRIDE);
  if (memory == NULL) return false;
  pool->chunks[chunk] = (struct chunk){memory, memory};
  for (uint32_t number = pool->capacity; number < pool->capacity + a_chunk; ++number) {
    pool->states[number] = STATE_FRESH;
    pool->creation[number] = number;
    if (!ORDER_FRESH_FIRST) plain_come_back(pool, number);
  }
  pool->capacity += a_chunk;
  return true;
}

#ifndef OWN_block_at
static unsigned char *block_at(const pp_pool *pool, uint32_t number) { return plain_block_at(pool, number); }
#endif
#ifndef OWN_record_at
static unsigned char *record_at(const pp_pool *pool, uint32_t number) { return plain_record_at(pool, number); }
#endif
#ifndef OWN_size_fits
static bool size_fits(size_t size) { return plain_size_fits(size); }
#endif
#ifndef OWN_locate
static struct place locate(pp_pool *pool, const void *address) { return plain_locate(pool, address); }
#endif
#ifndef OWN_fill_order
static void fill_order(pp_pool *pool) { plain_fill_order(pool); }
#endif
#ifndef OWN_next
static uint32_t next(pp_pool *pool) { return plain_next(pool); }
#endif
#ifndef OWN_come_back
static void come_back(pp_pool *pool, uint32_t number) { plain_come_back(pool, number); }
#endif
#ifndef OWN_prepare
static void prepare(pp_pool *pool, uint32_t number) { plain_prepare(pool, number); }
#endif
#ifndef OWN_retire
static void retire(pp_pool *pool, uint32_t number) { plain_retire(pool, number); }
#endif
#ifndef OWN_prepare_record
static void prepare_record(pp_pool *pool, uint32_t number) { plain_prepare_record(pool, number); }
#endif
#ifndef OWN_grow
static bool grow(pp_pool *pool) { return plain_grow(pool); }
#endif

/* ---- the entry points as they should be ---- */

static int misuse_answer(enum whose whose, int state) {
  switch (whose) {
    case WHOSE_NULL:
      return answer(NULL_HOW, NULL_CODE);
    case WHOSE_OTHER_POOL:
      return answer(OTHER_POOL_HOW, OTHER_POOL_CODE);
    case WHOSE_INTERIOR:
      return answer(INTERIOR_HOW, INTERIOR_CODE);
    case WHOSE_RECORD:
      return answer(RECORD_HOW, RECORD_CODE);
    case WHOSE_OWN:
      return state == STATE_REVOKED ? answer(REVOKED_HOW, REVOKED_CODE) : answer(DOUBLE_HOW, DOUBLE_CODE);
    default:
      return answer(FOREIGN_HOW, FOREIGN_CODE);
  }
}

static int core_get(pp_pool *pool, void **block) {
  *block = NULL;
  if (pool->free_count == 0 && !has_fresh(pool) && !grow(pool)) return answer(EXHAUSTED_HOW, EXHAUSTED_CODE);
  uint32_t number = next(pool);
  pool->states[number] = STATE_LENT;
  if (++pool->lent_count > pool->peak) pool->peak = pool->lent_count;
  prepare(pool, number);
  *block = block_at(pool, number);
  return 0;
}

static int core_return(pp_pool *pool, void *block) {
  struct place found = locate(pool, block);
  if (found.kind != WHOSE_OWN) return misuse_answer(found.kind, 0);
  if (pool->states[found.number] != STATE_LENT) return misuse_answer(WHOSE_OWN, pool->states[found.number]);
  pool->states[found.number] = STATE_RETURNED;
  --pool->lent_count;
  retire(pool, found.number);
  come_back(pool, found.number);
  return 0;
}

static void core_reset(pp_pool *pool) { pool->records_used = 0; }

static void core_clear(pp_pool *pool) {
  for (uint32_t number = 0; number < pool->capacity; ++number) {
    if (pool->states[number] == STATE_LENT) pool->states[number] = STATE_REVOKED;
  }
  pool->lent_count = 0;
  fill_order(pool);
  core_reset(pool);
}

static int core_take(pp_pool *pool, void **record) {
  *record = NULL;
  if (pool->records_used == RECORD_COUNT) return answer(SEQUENCE_EXHAUSTED_HOW, SEQUENCE_EXHAUSTED_CODE);
  prepare_record(pool, pool->records_used);
  *record = record_at(pool, pool->records_used++);
  return 0;
}

static void core_destroy(pp_pool *pool) {
  if (pool == NULL) {
    if (!DESTROY_NULL) abort();
    return;
  }
  if (DESTROY == DESTROY_NEEDS_ALL_RETURNED && pool->lent_count != 0) abort();
  pool_leaves(pool);
  for (int chunk = 0; chunk < GROWTHS; ++chunk) free(pool->chunks[chunk].taken);
  free(pool->records_taken);
  free(pool->order);
  free(pool->creation);
  free(pool->states);
  free(pool);
}

static bool take_tables(pp_pool *pool) {
  pool->order = malloc(pool->limit * sizeof pool->order[0]);
  pool->creation = malloc(pool->limit * sizeof pool->creation[0]);
  pool->states = malloc(pool->limit);
  return pool->order != NULL && pool->creation != NULL && pool->states != NULL;
}

static unsigned char *aligned(unsigned char *at, size_t align) {
  return at + ((uintptr_t)align - (uintptr_t)at % align) % align;
}

/* In given storage the records come first, and then the blocks. */
static bool take_blocks(pp_pool *pool, unsigned char *storage) {
  unsigned char *at = storage;
  if (HAS_SEQUENCE) {
    size_t bytes = RECORD_COUNT * RECORD_STRIDE;
    if (storage == NULL) pool->records_taken = take_memory(RECORD_ALIGN, bytes);
    pool->records = storage == NULL ? pool->records_taken : aligned(at, RECORD_ALIGN);
    if (pool->records == NULL) return false;
    memset(pool->records, 0, bytes);
    at = pool->records + bytes;
  }
  size_t bytes = pool->capacity * BLOCK_STRIDE;
  if (storage == NULL) pool->chunks[0].taken = take_memory(BLOCK_ALIGN, bytes);
  pool->chunks[0].memory = storage == NULL ? pool->chunks[0].taken : aligned(at, BLOCK_ALIGN);
  if (pool->chunks[0].memory == NULL) return false;
  memset(pool->chunks[0].memory, WHILE_FREE == FILL_BYTE ? WHILE_FREE_BYTE : 0, bytes);
  return true;
}

static int core_create(const pp_config *config, pp_pool **out) {
  *out = NULL;
  uint32_t count = config->block_count;
  if (count < COUNT_FIRST || count > COUNT_LAST || (!ALL_COUNTS && count != BLOCK_COUNT && count % 7 == 3)) {
    return answer(BAD_CONFIG_HOW, BAD_CONFIG_CODE);
  }
  pp_pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return answer(OUT_OF_MEMORY_HOW, OUT_OF_MEMORY_CODE);
  pool->count = count;
  pool->capacity = count + SPARE;
  pool->limit = EXHAUSTED_HOW == ANSWER_GROWS ? GROWTHS * pool->capacity : pool->capacity;
  if (!take_tables(pool) || !take_blocks(pool, STORAGE_GIVEN ? config->storage : NULL) || !pool_enters(pool)) {
    for (int chunk = 0; chunk < GROWTHS; ++chunk) free(pool->chunks[chunk].taken);
    free(pool->records_taken);
    free(pool->order);
    free(pool->creation);
    free(pool->states);
    free(pool);
    return answer(OUT_OF_MEMORY_HOW, OUT_OF_MEMORY_CODE);
  }
  memset(pool->order, 0, pool->limit * sizeof pool->order[0]);
  memset(pool->creation, 0, pool->limit * sizeof pool->creation[0]);
  memset(pool->states, STATE_FRESH, pool->limit);
  fill_order(pool);
  *out = pool;
  return 0;
}

static size_t core_capacity(const pp_pool *pool) { return pool->capacity; }
static size_t core_used(const pp_pool *pool) { return pool->lent_count; }
static size_t core_free(const pp_pool *pool) { return pool->capacity - pool->lent_count; }
static size_t core_peak(const pp_pool *pool) { return pool->peak; }

/* ---- what the library exports ---- */

#if HAS_CREATE
static pp_pool *only(pp_pool *pool) { return pool; }
#ifndef OWN_pp_create
int pp_create(const pp_config *config, pp_pool **out) { return core_create(config, out); }
#endif
#ifndef OWN_pp_destroy
void pp_destroy(pp_pool *pool) { core_destroy(pool); }
#endif
#else
/* The process's only pool, made when the library is loaded. */
static pp_pool *the_pool;
static pp_pool *only(pp_pool *pool) { return pool == NULL ? the_pool : NULL; }
__attribute__((constructor)) static void make_the_pool(void) {
  const pp_config config = {.struct_bytes = sizeof config, .block_count = BLOCK_COUNT, .block_size = BLOCK_SIZE};
  if (core_create(&config, &the_pool) != 0) abort();
}
#endif

#if HAS_SIZE
#ifndef OWN_pp_get_sized
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  if (!size_fits(size)) return answer(TOO_LARGE_HOW, TOO_LARGE_CODE);
  lock();
  int code = core_get(only(pool), block);
  unlock();
  return code;
}
#endif
#else
#ifndef OWN_pp_get
int pp_get(pp_pool *pool, void **block) {
  lock();
  int code = core_get(only(pool), block);
  unlock();
  return code;
}
#endif
#endif

#ifndef OWN_pp_return
int pp_return(pp_pool *pool, void *block) {
  lock();
  int code = core_return(only(pool), block);
  unlock();
  return code;
}
#endif
#ifndef OWN_pp_clear
void pp_clear(pp_pool *pool) { core_clear(only(pool)); }
#endif
#ifndef OWN_pp_take
int pp_take(pp_pool *pool, void **record) { return core_take(only(pool), record); }
#endif
#ifndef OWN_pp_reset
void pp_reset(pp_pool *pool) { core_reset(only(pool)); }
#endif
#ifndef OWN_pp_capacity
size_t pp_capacity(const pp_pool *pool) { return core_capacity(only((pp_pool *)(uintptr_t)pool)); }
#endif
#ifndef OWN_pp_used
size_t pp_used(const pp_pool *pool) { return core_used(only((pp_pool *)(uintptr_t)pool)); }
#endif
#ifndef OWN_pp_free
size_t pp_free(const pp_pool *pool) { return core_free(only((pp_pool *)(uintptr_t)pool)); }
#endif
#ifndef OWN_pp_peak
size_t pp_peak(const pp_pool *pool) { return core_peak(only((pp_pool *)(uintptr_t)pool)); }
#endif
const char *pp_name(void) { return "the sound pool of " CONTRACT_NAME; }

#endif
