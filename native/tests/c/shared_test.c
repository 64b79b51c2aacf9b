/* Pools that may be shared, seen from inside, by one thread: each step of the word against a list, random histories of many
 * counts and forms against a stack, given storage, and that is_valid notices each way to break one. Built without NDEBUG, so
 * the assertions of the pool check it on entry of every operation too. */
#include <stdio.h>
#include <string.h>

#include "expect.h"
#include "shared/validity.h"
#include "sharedpool_inline.h"

enum { STEPS = 3000, MOST_BLOCKS = 70, PLACES = 16 };

static uint32_t random_state = 1;

static uint32_t draw(uint32_t below) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state % below;
}

static pp_config config_of(uint32_t count, uint64_t size, uint64_t align) {
  const pp_config config = {sizeof config, count, size, align, NULL, 0};
  return config;
}

static pp_shared_pool *new_pool(uint32_t count, uint64_t size, uint64_t align, enum pp_wiping wiping) {
  const pp_config config = config_of(count, size, align);
  pp_shared_pool *pool = NULL;
  EXPECT(pp_shared_create(&config, wiping, &pool) == PP_OK);
  EXPECT(pp_shared_pool_is_valid(pool));
  return pool;
}

/* ---- the word ---- */

/* The numbers that are free, the next one last. */
typedef struct list {
  uint32_t numbers[PLACES], count;
} list;

static int holds(const list *list, uint32_t number) {
  for (uint32_t i = 0; i < list->count; i += 1) {
    if (list->numbers[i] == number) return 1;
  }
  return 0;
}

static void pop_one(uint64_t *word, list *list) {
  uint64_t next;
  EXPECT(pool_word_pop(*word, &next) == list->numbers[list->count - 1]);
  if (pool_word_has_two(*word)) {
    EXPECT(next == *word - 1 && pool_word_first_of_two(*word) == list->numbers[list->count - 1]);
  }
  list->count -= 1;
  *word = next;
}

static void push_each(uint64_t *word, list *list, uint32_t block_count) {
  const uint32_t chosen = draw(block_count);
  const uint64_t before = *word;
  for (uint32_t number = 0; number < block_count; number += 1) {
    uint64_t next = 0;
    const int is_lent = !holds(list, number);
    EXPECT(pool_word_push(before, number, &next) == is_lent);
    if (pool_word_was_lent_last(before, number)) EXPECT(is_lent && next == before + 1);
    if (is_lent && number == chosen) {
      *word = next;
      list->numbers[list->count] = number;
    }
  }
  list->count += *word != before;
}

static void the_word_is_a_stack(void) {
  for (uint32_t block_count = 1; block_count <= PLACES; block_count += 1) {
    uint64_t word = pool_word_of(block_count);
    list list = {{0}, block_count};
    for (uint32_t i = 0; i < block_count; i += 1) list.numbers[i] = block_count - 1 - i;
    for (int step = 0; step < STEPS; step += 1) {
      EXPECT(pool_word_free(word) == list.count && (word == 0) == (list.count == 0));
      if (word != 0 && draw(2) == 0) {
        pop_one(&word, &list);
      } else {
        push_each(&word, &list, block_count);
      }
    }
  }
}

/* ---- random histories, against a list of what is lent and a stack of what is free ---- */

typedef struct owner {
  pp_shared_pool *pool;
  pp_shape shape;
  unsigned char *lent[MOST_BLOCKS];
  unsigned char marks[MOST_BLOCKS];
  unsigned char *free[MOST_BLOCKS]; /* the next to be lent last */
  uint32_t lent_count, free_count, block_count;
} owner;

static void expect_all_bytes(const void *block, size_t bytes, unsigned char byte) {
  for (size_t i = 0; i < bytes; i += 1) EXPECT(((const unsigned char *)block)[i] == byte);
}

static void begin(owner *owner) {
  owner->lent_count = 0;
  owner->free_count = owner->block_count;
  for (uint32_t i = 0; i < owner->block_count; i += 1) {
    owner->free[i] = owner->pool->blocks + (owner->block_count - 1 - i) * owner->pool->terms.stride;
  }
}

static void get_one(owner *owner) {
  void *block = owner;
  const int way = (int)draw(3);
  const int code = way == 0   ? pp_shared_get(owner->pool, &block)
                   : way == 1 ? pp_shared_inline_get(owner->pool, &block)
                              : pp_shared_inline_get_shaped(owner->pool, owner->shape, &block);
  if (owner->free_count == 0) {
    EXPECT(code == PP_EXHAUSTED && block == NULL);
    return;
  }
  EXPECT(code == PP_OK && (uintptr_t)block % owner->shape.block_align == 0);
  owner->free_count -= 1;
  EXPECT(block == owner->free[owner->free_count]);
  if (owner->shape.wiping == PP_WIPED) expect_all_bytes(block, owner->shape.block_size, 0);
  const unsigned char mark = (unsigned char)(1 + draw(255));
  memset(block, mark, owner->shape.block_size);
  owner->marks[owner->lent_count] = mark;
  owner->lent[owner->lent_count] = block;
  owner->lent_count += 1;
}

static int give_back(owner *owner, void *block) {
  const int way = (int)draw(3);
  return way == 0   ? pp_shared_return(owner->pool, block)
         : way == 1 ? pp_shared_inline_return(owner->pool, block)
                    : pp_shared_inline_return_shaped(owner->pool, owner->shape, block);
}

static void return_one(owner *owner) {
  if (owner->lent_count == 0) return;
  const uint32_t newest = owner->lent_count - 1;
  const uint32_t place = draw(2) == 0 ? newest : draw(owner->lent_count);
  unsigned char *const block = owner->lent[place];
  expect_all_bytes(block, owner->shape.block_size, owner->marks[place]);
  EXPECT(give_back(owner, block) == PP_OK);
  for (uint32_t i = place; i < newest; i += 1) {
    owner->lent[i] = owner->lent[i + 1];
    owner->marks[i] = owner->marks[i + 1];
  }
  owner->lent_count = newest;
  owner->free[owner->free_count] = block;
  owner->free_count += 1;
}

static void misuse_one(owner *owner) {
  EXPECT(give_back(owner, NULL) == PP_NOT_OWNED && give_back(owner, owner) == PP_NOT_OWNED);
  if (owner->free_count > 0) EXPECT(give_back(owner, owner->free[draw(owner->free_count)]) == PP_NOT_IN_USE);
  if (owner->lent_count > 0 && owner->shape.block_size > 1) {
    unsigned char *const block = owner->lent[draw(owner->lent_count)];
    EXPECT(give_back(owner, block + 1 + draw((uint32_t)owner->shape.block_size - 1)) == PP_NOT_OWNED);
  }
}

static void clear_all(owner *owner) {
  unsigned char *const revoked = owner->lent_count > 0 ? owner->lent[0] : NULL;
  pp_shared_clear(owner->pool);
  begin(owner);
  if (revoked != NULL) EXPECT(give_back(owner, revoked) == PP_NOT_IN_USE);
}

static void one_history(pp_shared_pool *pool, pp_shape shape) {
  static owner owner;
  owner.pool = pool;
  owner.shape = shape;
  owner.block_count = (uint32_t)pp_shared_capacity(pool);
  begin(&owner);
  EXPECT(pp_shared_inline_has_shape(pool, shape));
  for (int step = 0; step < STEPS; step += 1) {
    const uint32_t choice = draw(64);
    if (choice < 29) {
      get_one(&owner);
    } else if (choice < 54) {
      return_one(&owner);
    } else if (choice < 63) {
      misuse_one(&owner);
    } else if (draw(8) == 0) {
      clear_all(&owner);
    }
    EXPECT(pp_shared_pool_is_valid(pool));
    EXPECT(pp_shared_used(pool) == owner.lent_count && pp_shared_free(pool) == owner.free_count);
  }
}

typedef struct form {
  size_t size, align;
  uint32_t count;
} form;

static const form FORMS[] = {
    {1, 1, 1},    {1, 1, 16},  {1, 64, 7},    {3, 1, 15},    {8, 8, 17},    {24, 8, 40},
    {33, 2, 6},   {64, 8, 32}, {64, 64, 16},  {65, 1, 3},    {100, 4, 70},  {192, 64, 16},
    {448, 64, 5}, {511, 1, 4}, {640, 128, 3}, {1000, 8, 18}, {4096, 64, 3}, {48, 65536, 2},
};
enum { FORM_COUNT = sizeof FORMS / sizeof *FORMS };

static void random_histories_keep_pools_valid(void) {
  for (size_t i = 0; i < FORM_COUNT; i += 1) {
    for (int wiping = PP_UNWIPED; wiping <= PP_WIPED; wiping += 1) {
      const pp_shape shape = {FORMS[i].size, FORMS[i].align, (enum pp_wiping)wiping};
      pp_shared_pool *const pool = new_pool(FORMS[i].count, shape.block_size, shape.block_align, shape.wiping);
      one_history(pool, shape);
      pp_shared_destroy(pool);
    }
  }
}

static void the_largest_pool_lends_all_it_has(void) {
  pp_shared_pool *const pool = new_pool(PP_LARGEST_SHARED_COUNT, 8, 8, PP_UNWIPED);
  void *block, *last = NULL;
  for (size_t lent = 0; pp_shared_get(pool, &block) == PP_OK; last = block) {
    EXPECT(block == pool->blocks + 8 * lent);
    lent += 1;
    EXPECT(pp_shared_used(pool) == lent);
  }
  EXPECT(pp_shared_free(pool) == 0 && pp_shared_return(pool, last) == PP_OK && pp_shared_return(pool, last) == PP_NOT_IN_USE);
  EXPECT(pp_shared_get(pool, &block) == PP_OK && block == last && pp_shared_pool_is_valid(pool));
  pp_shared_destroy(pool);
}

/* ---- storage ---- */

static void given_storage_is_enough_wherever_it_begins(void) {
  static unsigned char room[65536];
  for (size_t i = 0; i < FORM_COUNT; i += 1) {
    const size_t bytes = pp_shared_storage_bytes(FORMS[i].size, FORMS[i].align, FORMS[i].count);
    if (bytes + 64 > sizeof room) continue;
    for (size_t begins = 0; begins < 64; begins += draw(9) + 1) {
      memset(room, 0xA5, sizeof room);
      pp_config config = config_of(FORMS[i].count, FORMS[i].size, FORMS[i].align);
      config.storage = room + begins;
      config.storage_bytes = bytes;
      pp_shared_pool *pool = NULL;
      EXPECT(pp_shared_create(&config, PP_WIPED, &pool) == PP_OK);
      void *block;
      while (pp_shared_get(pool, &block) == PP_OK) memset(block, 0xEE, FORMS[i].size);
      EXPECT(pp_shared_used(pool) == FORMS[i].count && pp_shared_pool_is_valid(pool));
      pp_shared_destroy(pool);
      expect_all_bytes(room, begins, 0xA5);
      expect_all_bytes(room + begins + bytes, sizeof room - begins - bytes, 0xA5);
    }
  }
}

static void too_little_storage_is_refused(void) {
  static _Alignas(64) unsigned char room[8192];
  const size_t enough = pp_shared_storage_bytes(40, 8, 20);
  pp_config config = config_of(20, 40, 8);
  pp_shared_pool *pool = NULL;
  config.storage = room;
  config.storage_bytes = enough;
  EXPECT(pp_shared_create(&config, PP_WIPED, &pool) == PP_OK && pool != NULL);
  /* What can be spared is at most what lies before the pool, and before its blocks. */
  config.storage_bytes = enough - (_Alignof(pp_shared_pool) - 1) - (8 - 1) - 1;
  EXPECT(pp_shared_create(&config, PP_WIPED, &pool) == PP_INVALID_CONFIG && pool == NULL);
  config.storage_bytes = 0;
  EXPECT(pp_shared_create(&config, PP_WIPED, &pool) == PP_INVALID_CONFIG && pool == NULL);
}

static void odd_configs_are_refused(void) {
  static const form odd[] = {
      {0, 1, 1}, {1, 0, 1}, {1, 3, 1}, {1, 1, 0}, {PP_LARGEST_SIZE + 1, 1, 1}, {1, 1, PP_LARGEST_SHARED_COUNT + 1}};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i += 1) {
    const pp_config config = config_of(odd[i].count, odd[i].size, odd[i].align);
    pp_shared_pool *pool = (pp_shared_pool *)(void *)&random_state;
    EXPECT(pp_shared_create(&config, PP_WIPED, &pool) == PP_INVALID_CONFIG && pool == NULL);
    EXPECT(pp_shared_storage_bytes(odd[i].size, odd[i].align, odd[i].count) == SIZE_MAX);
  }
  pp_config older = config_of(1, 1, 1);
  older.struct_bytes -= 1;
  pp_shared_pool *pool = (pp_shared_pool *)(void *)&random_state;
  EXPECT(pp_shared_create(&older, PP_WIPED, &pool) == PP_INVALID_CONFIG && pool == NULL);
  pool = (pp_shared_pool *)(void *)&random_state;
  EXPECT(pp_shared_create(NULL, PP_WIPED, &pool) == PP_INVALID_CONFIG && pool == NULL);
}

/* ---- what is_valid notices ---- */

static void expect_word_matters(pp_shared_pool *pool, uint64_t wrong) {
  const uint64_t right = atomic_exchange(&pool->free, wrong);
  EXPECT(!pp_shared_pool_is_valid(pool));
  atomic_store(&pool->free, right);
  EXPECT(pp_shared_pool_is_valid(pool));
}

static void expect_link_matters(pp_shared_pool *pool, size_t number, uint32_t wrong) {
  const uint32_t right = atomic_exchange(&pool->links[number], wrong);
  EXPECT(!pp_shared_pool_is_valid(pool));
  atomic_store(&pool->links[number], right);
  EXPECT(pp_shared_pool_is_valid(pool));
}

static void is_valid_notices_each_broken_part_of_a_word(void) {
  pp_shared_pool *const pool = new_pool(5, 24, 8, PP_WIPED);
  const uint64_t word = atomic_load(&pool->free);
  EXPECT(!pp_shared_pool_is_valid(NULL));
  expect_word_matters(pool, word + 1);    /* a block that the pool has not */
  expect_word_matters(pool, word ^ 0x30); /* one of them twice */
  expect_word_matters(pool, word & ~UINT64_C(15) << 56);
  pool->block_count = 0;
  EXPECT(!pp_shared_pool_is_valid(pool));
  pool->block_count = 17; /* would need links */
  EXPECT(!pp_shared_pool_is_valid(pool));
  pool->block_count = 5;
  pool->terms.inverse += 2;
  EXPECT(!pp_shared_pool_is_valid(pool));
  pool->terms.inverse -= 2;
  pool->links = (pool_atomic_link *)(void *)pool->blocks;
  EXPECT(!pp_shared_pool_is_valid(pool));
  pool->links = NULL;
  pp_shared_destroy(pool);
}

static void is_valid_notices_each_broken_part_of_a_list(void) {
  pp_shared_pool *const pool = new_pool(20, 24, 8, PP_WIPED);
  void *blocks[3];
  for (int i = 0; i < 3; i += 1) EXPECT(pp_shared_get(pool, &blocks[i]) == PP_OK);
  const uint64_t head = atomic_load(&pool->free);
  expect_word_matters(pool, head + POOL_HEAD_ONE_FREE);
  expect_word_matters(pool, head - POOL_HEAD_ONE_FREE);
  expect_word_matters(pool, head + 17); /* the twentieth: none */
  expect_word_matters(pool, (head & ~UINT64_C(0xFFFF)) | 2);
  expect_link_matters(pool, 2, 3); /* lent, and not marked */
  expect_link_matters(pool, 5, POOL_LINK_LENT);
  expect_link_matters(pool, 5, 7);  /* one is left out */
  expect_link_matters(pool, 18, 4); /* round again */
  expect_link_matters(pool, 5, 25);
  pp_shared_destroy(pool);
}

int main(void) {
  the_word_is_a_stack();
  random_histories_keep_pools_valid();
  the_largest_pool_lends_all_it_has();
  given_storage_is_enough_wherever_it_begins();
  too_little_storage_is_refused();
  odd_configs_are_refused();
  is_valid_notices_each_broken_part_of_a_word();
  is_valid_notices_each_broken_part_of_a_list();
  puts("all held");
  return 0;
}
