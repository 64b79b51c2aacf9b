/* The state of a pool of at most sixteen blocks in one word: the free blocks in their order, a digit each, and in the other
 * half counts and the state of each block. */
#ifndef OF_CONTRACT_WORD_H
#define OF_CONTRACT_WORD_H

enum {
  DIGIT = 4,
  MOST = 16,
  FREE_AT = 32,
  LENT_AT = 37,
  PEAK_AT = 42,
  FRESH_AT = 47,
  BACK_AT = 52,
  CLEARED_AT = 53,
  FIVE = 31
};

/* A copy of a pool, with tables of its own. Blocks and what is behind other pointers are the pool's. */
struct copy {
  pp_pool pool;
  uint32_t order[MOST];
  uint8_t states[MOST], is_free[MOST];
};

/* What stood there is in `*from` afterwards. */
static bool plain_exchanged(pp_pool *pool, struct word *from, struct word to) {
  bool is_done;
  __asm__ volatile("lock cmpxchg16b %1\n\tsete %0"
                   : "=q"(is_done), "+m"(pool->word), "+a"(from->order), "+d"(from->rest)
                   : "b"(to.order), "c"(to.rest)
                   : "cc", "memory");
  return is_done;
}

#ifndef OWN_exchanged
static bool exchanged(pp_pool *pool, struct word *from, struct word to) { return plain_exchanged(pool, from, to); }
#endif

static struct word word_of(pp_pool *pool) {
  struct word seen = {0, 0};
  plain_exchanged(pool, &seen, seen);
  return seen;
}

static void unpack(pp_pool *pool, struct word word) {
  pool->head = 0;
  pool->free_count = word.rest >> FREE_AT & FIVE;
  pool->lent_count = word.rest >> LENT_AT & FIVE;
  pool->peak = word.rest >> PEAK_AT & FIVE;
  pool->fresh_next = word.rest >> FRESH_AT & FIVE;
  pool->pushes_back = word.rest >> BACK_AT & 1;
  pool->was_cleared = word.rest >> CLEARED_AT & 1;
  for (uint32_t i = 0; i < pool->limit; ++i) {
    pool->order[i] = word.order >> (DIGIT * i) & (MOST - 1);
    pool->states[i] = word.rest >> (2 * i) & 3;
    pool->is_free[i] = pool->states[i] != STATE_LENT;
  }
}

static struct word packed(const pp_pool *pool) {
  struct word word = {0, 0};
  const bool has_order = ORDER_REUSE != REUSE_LOWEST_ADDRESS;
  for (uint32_t i = 0; has_order && i < pool->free_count && i < pool->limit; ++i) {
    word.order |= (uint64_t)(*in_order(pool, i) & (MOST - 1)) << (DIGIT * i);
  }
  for (uint32_t i = 0; i < pool->limit; ++i) word.rest |= (uint64_t)pool->states[i] << (2 * i);
  word.rest |= (uint64_t)(pool->free_count & FIVE) << FREE_AT | (uint64_t)(pool->lent_count & FIVE) << LENT_AT;
  word.rest |= (uint64_t)(pool->peak & FIVE) << PEAK_AT | (uint64_t)(pool->fresh_next & FIVE) << FRESH_AT;
  word.rest |= (uint64_t)pool->pushes_back << BACK_AT | (uint64_t)pool->was_cleared << CLEARED_AT;
  return word;
}

/* What a fault keeps for itself, and looks at. */
static void keep_fields(pp_pool *to, const pp_pool *from) {
#ifndef IS_SOUND
  to->lent_count = from->lent_count;
  to->creation = from->creation;
#endif
#ifdef HAS_POOL_FIELDS
  const size_t begin = offsetof(pp_pool, fields_begin);
  memcpy((char *)to + begin, (const char *)from + begin, offsetof(pp_pool, fields_end) - begin);
#else
  (void)to;
  (void)from;
#endif
}

/* With what an operation needs: each look at the pool itself is a place where another thread may come in. */
static pp_pool *copied(struct copy *copy, const pp_pool *pool, struct word word) {
  copy->pool.is_copy = true;
  copy->pool.count = pool->count;
  copy->pool.capacity = copy->pool.limit = pool->capacity;
  copy->pool.chunks[0].memory = pool->chunks[0].memory;
  copy->pool.creation = ORDER_FRESH_FIRST ? pool->creation : NULL;
  copy->pool.records = HAS_SEQUENCE ? pool->records : NULL;
  keep_fields(&copy->pool, pool);
  copy->pool.order = copy->order;
  copy->pool.states = copy->states;
  copy->pool.is_free = copy->is_free;
  unpack(&copy->pool, word);
  return &copy->pool;
}

static int plain_shared_get(pp_pool *pool, void **block) {
  struct copy copy;
  bool is_done = false;
  int code = 0;
  while (!is_done) {
    lock();
    struct word seen = word_of(pool);
    pp_pool *own = copied(&copy, pool, seen);
    code = get(own, block);
    is_done = exchanged(pool, &seen, packed(own));
    if (is_done) keep_fields(pool, own);
    unlock();
  }
  const struct place place = place_in(&copy.pool, *block);
  if (code == 0 && place.kind == WHOSE_OWN) {
    prepare(&copy.pool, place.number);
    keep_fields(pool, &copy.pool);
  }
  return code;
}

static int plain_shared_give_back(pp_pool *pool, void *block) {
  struct copy copy;
  bool is_done = false;
  int code = 0;
  while (!is_done) {
    lock();
    struct word seen = word_of(pool);
    pp_pool *own = copied(&copy, pool, seen);
    if (is_proper(own, block)) retire(own, place_in(own, block).number); /* it is the caller's still */
    code = give_back(own, block);
    is_done = exchanged(pool, &seen, packed(own));
    if (is_done) keep_fields(pool, own);
    unlock();
  }
  return code;
}

static uint64_t rest_of(const pp_pool *pool) { return *(volatile const uint64_t *)&pool->word.rest; }
static size_t now_lent(const pp_pool *pool) { return rest_of(pool) >> LENT_AT & FIVE; }
static size_t now_at_most_lent(const pp_pool *pool) { return rest_of(pool) >> PEAK_AT & FIVE; }

/* Around what is done to the pool itself, and not to a copy. */
static void load_state(pp_pool *pool) {
  if (!pool->is_copy) unpack(pool, pool->word);
}

static void store_state(pp_pool *pool) {
  if (!pool->is_copy) pool->word = packed(pool);
}

#endif
