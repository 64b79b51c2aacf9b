/* The operations as they should be. */
#ifndef OF_CONTRACT_OPERATIONS_H
#define OF_CONTRACT_OPERATIONS_H

static bool plain_size_fits(size_t size) {
  const size_t smallest = SIZE_SMALLEST;
  promised(size >= smallest);
  return size <= SIZE_LARGEST;
}

/* What is kept until the next get need not be there meanwhile. */
enum { IS_MASKED_WHILE_FREE = AT_GET == FILL_KEPT && WHILE_FREE == FILL_ANY && !IS_WORD };

static void plain_prepare(pp_pool *pool, uint32_t number) {
  if (IS_MASKED_WHILE_FREE) block_at(pool, number)[0] ^= RUBBISH_FREE;
  if (AT_GET == FILL_BYTE) memset(block_at(pool, number), AT_GET_BYTE, BLOCK_SIZE);
  if (AT_GET == FILL_ANY) memset(block_at(pool, number), RUBBISH_LENT, BLOCK_SIZE);
}

static void plain_retire(pp_pool *pool, uint32_t number) {
  if (IS_MASKED_WHILE_FREE) block_at(pool, number)[0] ^= RUBBISH_FREE;
  if (WHILE_FREE == FILL_BYTE) memset(block_at(pool, number), WHILE_FREE_BYTE, BLOCK_SIZE);
  if (WHILE_FREE == FILL_ANY && AT_GET != FILL_KEPT && !IS_WORD) memset(block_at(pool, number), RUBBISH_FREE, BLOCK_SIZE);
}

static void plain_prepare_record(pp_pool *pool, uint32_t number) {
  unsigned char *record = record_at(pool, number);
  memset(record, NUMBER_AT < 0 ? RUBBISH_LENT : 0, RECORD_SIZE);
  const uint64_t value = number;
  if (NUMBER_AT >= 0) memcpy(record + (NUMBER_AT < 0 ? 0 : NUMBER_AT), &value, sizeof value);
}

static int plain_exhausted(pp_pool *pool) {
  (void)pool;
  return answer(EXHAUSTED_HOW, EXHAUSTED_CODE);
}

static int plain_too_large(pp_pool *pool) {
  (void)pool;
  return answer(TOO_LARGE_HOW, TOO_LARGE_CODE);
}

static int plain_misuse(pp_pool *pool, enum whose whose, int state) {
  (void)pool;
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
      promised(state != STATE_FRESH);
      return state == STATE_REVOKED ? answer(REVOKED_HOW, REVOKED_CODE) : answer(DOUBLE_HOW, DOUBLE_CODE);
    default:
      return answer(FOREIGN_HOW, FOREIGN_CODE);
  }
}

static int plain_get(pp_pool *pool, void **block) {
  *block = NULL;
  load_state(pool);
  if (pool->free_count == 0 && !has_fresh(pool) && !grow(pool)) return exhausted(pool);
  uint32_t number = next(pool);
  pool->states[number] = STATE_LENT;
  pool->is_free[number] = 0;
  if (++pool->lent_count > pool->peak) pool->peak = pool->lent_count;
  store_state(pool);
  if (!pool->is_copy) prepare(pool, number);
  *block = block_at(pool, number);
  return 0;
}

/* Whether it is a block that is lent here. */
static bool is_proper(pp_pool *pool, const void *block) {
  struct place found = locate(pool, block);
  return found.kind == WHOSE_OWN && pool->states[found.number] == STATE_LENT;
}

static int plain_give_back(pp_pool *pool, void *block) {
  struct place found = locate(pool, block);
  load_state(pool);
  if (found.kind != WHOSE_OWN) return misuse(pool, found.kind, 0);
  if (pool->states[found.number] != STATE_LENT) return misuse(pool, WHOSE_OWN, pool->states[found.number]);
  pool->states[found.number] = STATE_RETURNED;
  pool->is_free[found.number] = 1;
  --pool->lent_count;
  if (!pool->is_copy) retire(pool, found.number);
  come_back(pool, found.number);
  store_state(pool);
  return 0;
}

static void core_reset(pp_pool *pool) { pool->records_used = 0; }

static void core_clear(pp_pool *pool) {
  load_state(pool);
  for (uint32_t number = 0; number < pool->capacity; ++number) {
    if (pool->states[number] == STATE_LENT) pool->states[number] = STATE_REVOKED;
  }
  pool->lent_count = 0;
  pool->was_cleared = true;
  fill_order(pool);
  store_state(pool);
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
  promised(DESTROY != DESTROY_NONE);
  if (pool == NULL) {
    promised(DESTROY_NULL);
    return;
  }
  load_state(pool);
  promised(DESTROY != DESTROY_NEEDS_ALL_RETURNED || pool->lent_count == 0);
  pool_leaves(pool);
  give_all(pool);
}

static bool is_accepted(uint32_t count) {
  if (count < COUNT_FIRST || count > COUNT_LAST) return false;
  return ALL_COUNTS || count == BLOCK_COUNT || count % 7 != 3;
}

static int core_create(const pp_config *config, pp_pool **out) {
  *out = NULL;
  uint32_t count = config->block_count;
  if (!is_accepted(count)) return answer(BAD_CONFIG_HOW, BAD_CONFIG_CODE);
  promised(INSTANCES != INSTANCES_ONE || first_pool == NULL);
  if (INSTANCES == INSTANCES_ANY && pools_alive() == 2) return ANY_REFUSAL; /* of whatever code */
  unsigned char *storage = STORAGE_GIVEN ? config->storage : NULL;
  pp_pool *pool = ALL_IN_STORAGE ? cut_off(&storage, _Alignof(pp_pool), sizeof *pool) : malloc(sizeof *pool);
  if (pool == NULL) return answer(OUT_OF_MEMORY_HOW, OUT_OF_MEMORY_CODE);
  memset(pool, 0, sizeof *pool);
  pool->count = count;
  pool->capacity = count + SPARE;
  pool->limit = EXHAUSTED_HOW == ANSWER_GROWS ? GROWTHS * pool->capacity : pool->capacity;
  if (!take_all(pool, &storage)) {
    give_all(pool);
    return answer(OUT_OF_MEMORY_HOW, OUT_OF_MEMORY_CODE);
  }
  pool_enters(pool);
  fill_order(pool);
  store_state(pool);
  *out = pool;
  return 0;
}

#ifndef OWN_size_fits
static bool size_fits(size_t size) { return plain_size_fits(size); }
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
#ifndef OWN_exhausted
static int exhausted(pp_pool *pool) { return plain_exhausted(pool); }
#endif
#ifndef OWN_too_large
static int too_large(pp_pool *pool) { return plain_too_large(pool); }
#endif
#ifndef OWN_misuse
static int misuse(pp_pool *pool, enum whose whose, int state) { return plain_misuse(pool, whose, state); }
#endif
#ifndef OWN_get
static int get(pp_pool *pool, void **block) { return plain_get(pool, block); }
#endif
#ifndef OWN_give_back
static int give_back(pp_pool *pool, void *block) { return plain_give_back(pool, block); }
#endif

#endif
