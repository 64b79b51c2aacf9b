/* Which free block is next. In every order it is the first of the ring; only where the lowest address is, the ring is not
 * looked at. */
#ifndef OF_CONTRACT_ORDERS_H
#define OF_CONTRACT_ORDERS_H

/* The place in the ring of the block that will be lent after `ahead` others, if nothing comes back. */
static uint32_t *in_order(const pp_pool *pool, uint32_t ahead) { return &pool->order[(pool->head + ahead) % pool->limit]; }

static void push_front(pp_pool *pool, uint32_t number) {
  pool->head = (pool->head + pool->limit - 1) % pool->limit;
  ++pool->free_count;
  *in_order(pool, 0) = number;
}

static void push_back(pp_pool *pool, uint32_t number) { *in_order(pool, pool->free_count++) = number; }

static uint32_t pop_front(pp_pool *pool) {
  uint32_t number = *in_order(pool, 0);
  pool->head = (pool->head + 1) % pool->limit;
  --pool->free_count;
  return number;
}

static uint32_t created_at(uint32_t place, uint32_t count) {
  if (ORDER_FRESH == FRESH_ASCENDING || ORDER_REUSE == REUSE_LOWEST_ADDRESS) return place;
  if (ORDER_FRESH == FRESH_DESCENDING) return count - 1 - place;
  return place % 2 == 0 ? place / 2 : count - 1 - place / 2; /* from both ends: no order that anybody expects */
}

/* After create, and after clear. Where clear promises no order, the blocks come the other way round. */
static void plain_fill_order(pp_pool *pool) {
  const bool is_turned = pool->was_cleared && !AFTER_CLEAR_AS_CREATED;
  for (uint32_t place = 0; place < pool->capacity; ++place) {
    pool->creation[is_turned ? pool->capacity - 1 - place : place] = created_at(place, pool->capacity);
  }
  memset(pool->is_free, 1, pool->capacity);
  pool->free_count = pool->fresh_next = pool->head = 0;
  if (ORDER_FRESH_FIRST) return;
  for (uint32_t place = 0; place < pool->capacity; ++place) push_back(pool, pool->creation[place]);
}

static bool has_fresh(const pp_pool *pool) { return ORDER_FRESH_FIRST && pool->fresh_next < pool->capacity; }

static uint32_t lowest_free(const pp_pool *pool) {
  uint32_t lowest = NOWHERE, a_chunk = pool->count + SPARE;
  for (uint32_t first = 0; first < pool->capacity; first += a_chunk) {
    const uint8_t *found = memchr(pool->is_free + first, 1, a_chunk);
    if (found == NULL) continue;
    uint32_t number = (uint32_t)(found - pool->is_free);
    if (lowest == (uint32_t)NOWHERE || block_at(pool, number) < block_at(pool, lowest)) lowest = number;
  }
  return lowest;
}

static uint32_t plain_next(pp_pool *pool) {
  if (has_fresh(pool)) return pool->creation[pool->fresh_next++];
  if (ORDER_REUSE != REUSE_LOWEST_ADDRESS) return pop_front(pool);
  --pool->free_count;
  return lowest_free(pool);
}

static void plain_come_back(pp_pool *pool, uint32_t number) {
  switch (ORDER_REUSE) {
    case REUSE_LIFO:
      push_front(pool, number);
      break;
    case REUSE_FIFO:
      push_back(pool, number);
      break;
    case REUSE_LOWEST_ADDRESS:
      ++pool->free_count;
      break;
    default: /* in turn at either end: never-lent ones keep their order */
      pool->pushes_back = !pool->pushes_back;
      (pool->pushes_back ? push_back : push_front)(pool, number);
  }
}

static bool plain_grow(pp_pool *pool) {
  uint32_t a_chunk = pool->count + SPARE, chunk = pool->capacity / a_chunk;
  if (EXHAUSTED_HOW != ANSWER_GROWS || chunk == GROWTHS) return false;
  unsigned char *memory = take_memory(BLOCK_ALIGN, a_chunk * BLOCK_STRIDE);
  if (memory == NULL) return false;
  pool->chunks[chunk] = (struct chunk){memory, memory};
  for (uint32_t number = pool->capacity; number < pool->capacity + a_chunk; ++number) {
    pool->states[number] = STATE_FRESH;
    pool->is_free[number] = 1;
    pool->creation[number] = number;
    if (!ORDER_FRESH_FIRST) plain_come_back(pool, number);
  }
  pool->capacity += a_chunk;
  return true;
}

#ifndef OWN_fill_order
static void fill_order(pp_pool *pool) { plain_fill_order(pool); }
#endif
#ifndef OWN_next
static uint32_t next(pp_pool *pool) { return plain_next(pool); }
#endif
#ifndef OWN_come_back
static void come_back(pp_pool *pool, uint32_t number) { plain_come_back(pool, number); }
#endif
#ifndef OWN_grow
static bool grow(pp_pool *pool) { return plain_grow(pool); }
#endif

#endif
