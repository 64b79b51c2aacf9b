/* Pools of blocks seen from inside, of many sizes, alignments and counts: the invariant after random histories, the header and
 * the library on one pool, that only a block's own address is one, and that is_valid notices each way to break it. Built
 * without NDEBUG, so the assertions of the pool check the whole state on entry and exit of every operation too. */
#include <stdio.h>
#include <string.h>

#include "blockpool_inline.h"
#include "blocks/validity.h"
#include "expect.h"

enum { STEPS = 4000, MOST_BLOCKS = 40, LARGEST_BLOCK = 5000 };

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

static pp_pool *new_pool(uint32_t count, uint64_t size, uint64_t align, enum pp_wiping wiping) {
  const pp_config config = config_of(count, size, align);
  pp_pool *pool = NULL;
  EXPECT(pp_create_with(&config, wiping, &pool) == PP_OK);
  EXPECT(pp_pool_is_valid(pool));
  return pool;
}

/* ---- random histories, against a list of what is lent and a stack of what came back ---- */

typedef struct owner {
  pp_pool *pool;
  pp_shape shape;
  void *lent[MOST_BLOCKS];
  unsigned char marks[MOST_BLOCKS];
  void *returned[MOST_BLOCKS]; /* the next to be lent last */
  size_t lent_count, returned_count, peak;
} owner;

static void expect_all_bytes(const void *block, size_t bytes, unsigned char byte) {
  for (size_t i = 0; i < bytes; i += 1) EXPECT(((const unsigned char *)block)[i] == byte);
}

static void get_one(owner *owner) {
  void *block = owner;
  const int way = (int)draw(3);
  const int code = way == 0   ? pp_get(owner->pool, &block)
                   : way == 1 ? pp_inline_get(owner->pool, &block)
                              : pp_inline_get_shaped(owner->pool, owner->shape, &block);
  if (owner->lent_count == pp_capacity(owner->pool)) {
    EXPECT(code == PP_EXHAUSTED && block == NULL);
    return;
  }
  EXPECT(code == PP_OK && (uintptr_t)block % owner->shape.block_align == 0);
  if (owner->returned_count > 0) {
    owner->returned_count -= 1;
    EXPECT(block == owner->returned[owner->returned_count]);
  }
  if (owner->shape.wiping == PP_WIPED) expect_all_bytes(block, owner->shape.block_size, 0);
  const unsigned char mark = (unsigned char)(1 + draw(255));
  memset(block, mark, owner->shape.block_size);
  owner->marks[owner->lent_count] = mark;
  owner->lent[owner->lent_count] = block;
  owner->lent_count += 1;
  if (owner->lent_count > owner->peak) owner->peak = owner->lent_count;
}

static int give_back(owner *owner, void *block) {
  const int way = (int)draw(3);
  return way == 0   ? pp_return(owner->pool, block)
         : way == 1 ? pp_inline_return(owner->pool, block)
                    : pp_inline_return_shaped(owner->pool, owner->shape, block);
}

static void return_one(owner *owner) {
  if (owner->lent_count == 0) return;
  const size_t newest = owner->lent_count - 1;
  const size_t place = draw(2) == 0 ? newest : draw((uint32_t)owner->lent_count);
  void *const block = owner->lent[place];
  expect_all_bytes(block, owner->shape.block_size, owner->marks[place]);
  EXPECT(give_back(owner, block) == PP_OK);
  for (size_t i = place; i < newest; i += 1) {
    owner->lent[i] = owner->lent[i + 1];
    owner->marks[i] = owner->marks[i + 1];
  }
  owner->lent_count = newest;
  owner->returned[owner->returned_count] = block;
  owner->returned_count += 1;
}

static void misuse_one(owner *owner) {
  EXPECT(give_back(owner, NULL) == PP_NOT_OWNED);
  EXPECT(give_back(owner, owner) == PP_NOT_OWNED);
  if (owner->returned_count > 0) {
    EXPECT(give_back(owner, owner->returned[draw((uint32_t)owner->returned_count)]) == PP_NOT_IN_USE);
  }
  if (owner->lent_count > 0 && owner->shape.block_size > 1) {
    unsigned char *const block = owner->lent[draw((uint32_t)owner->lent_count)];
    EXPECT(give_back(owner, block + 1 + draw((uint32_t)owner->shape.block_size - 1)) == PP_NOT_OWNED);
  }
}

static void clear_all(owner *owner) {
  void *const revoked = owner->lent_count > 0 ? owner->lent[0] : NULL;
  pp_clear(owner->pool);
  owner->lent_count = owner->returned_count = 0;
  if (revoked != NULL) EXPECT(give_back(owner, revoked) == PP_NOT_IN_USE);
}

static void one_history(pp_pool *pool, pp_shape shape) {
  static owner owner;
  owner.pool = pool;
  owner.shape = shape;
  owner.lent_count = owner.returned_count = owner.peak = 0;
  EXPECT(pp_inline_has_shape(pool, shape));
  for (int step = 0; step < STEPS; step += 1) {
    const uint32_t choice = draw(64);
    if (choice < 28) {
      get_one(&owner);
    } else if (choice < 54) {
      return_one(&owner);
    } else if (choice < 63) {
      misuse_one(&owner);
    } else if (draw(8) == 0) {
      clear_all(&owner);
    }
    EXPECT(pp_pool_is_valid(pool));
    EXPECT(pp_used(pool) == owner.lent_count && pp_free(pool) == pp_capacity(pool) - owner.lent_count);
    EXPECT(pp_peak(pool) == owner.peak);
  }
}

typedef struct form {
  size_t size, align;
  uint32_t count;
} form;

static const form FORMS[] = {
    {1, 1, 1},    {1, 1, 40},    {1, 64, 7},    {2, 2, 9},     {3, 1, 40},     {7, 1, 5},    {8, 8, 17},     {12, 4, 3},
    {24, 8, 40},  {31, 1, 8},    {33, 2, 6},    {63, 1, 4},    {64, 8, 32},    {64, 64, 5},  {65, 1, 3},     {96, 32, 11},
    {100, 4, 40}, {127, 16, 2},  {192, 64, 16}, {200, 8, 10},  {448, 64, 5},   {511, 1, 4},  {512, 16, 4},   {513, 1, 4},
    {576, 64, 3}, {640, 128, 3}, {1000, 8, 5},  {4096, 64, 3}, {100, 4096, 3}, {5000, 8, 3}, {48, 65536, 2},
};

static void random_histories_keep_pools_valid(void) {
  for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i += 1) {
    for (int wiping = PP_UNWIPED; wiping <= PP_WIPED; wiping += 1) {
      const pp_shape shape = {FORMS[i].size, FORMS[i].align, (enum pp_wiping)wiping};
      pp_pool *const pool = new_pool(FORMS[i].count, shape.block_size, shape.block_align, shape.wiping);
      one_history(pool, shape);
      pp_destroy(pool);
    }
  }
}

/* ---- storage ---- */

static void given_storage_is_enough_wherever_it_begins(void) {
  static unsigned char room[MOST_BLOCKS * (LARGEST_BLOCK + 16) + 4096];
  for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i += 1) {
    const size_t bytes = pp_storage_bytes(FORMS[i].size, FORMS[i].align, FORMS[i].count);
    if (bytes + 64 > sizeof room) continue;
    for (size_t begin = 0; begin < 64; begin += draw(9) + 1) {
      memset(room, 0xA5, sizeof room);
      pp_config config = config_of(FORMS[i].count, FORMS[i].size, FORMS[i].align);
      config.storage = room + begin;
      config.storage_bytes = bytes;
      pp_pool *pool = NULL;
      EXPECT(pp_create(&config, &pool) == PP_OK);
      void *block;
      while (pp_get(pool, &block) == PP_OK) memset(block, 0xEE, FORMS[i].size);
      EXPECT(pp_used(pool) == FORMS[i].count && pp_pool_is_valid(pool));
      pp_destroy(pool);
      expect_all_bytes(room, begin, 0xA5);
      expect_all_bytes(room + begin + bytes, sizeof room - begin - bytes, 0xA5);
    }
  }
}

static int create_in(void *storage, size_t bytes, pp_pool **out) {
  pp_config config = config_of(5, 40, 8);
  config.storage = storage;
  config.storage_bytes = bytes;
  return pp_create(&config, out);
}

/* What could be spared of the storage is at most what lies before the pool and before its blocks. */
static void too_little_storage_is_refused(void) {
  static _Alignas(64) unsigned char room[8192];
  const size_t enough = pp_storage_bytes(40, 8, 5);
  size_t bytes = enough;
  pp_pool *pool = NULL;
  for (; create_in(room, bytes, &pool) == PP_OK; bytes -= 1) EXPECT(pool != NULL);
  EXPECT(pool == NULL && bytes < enough && bytes + _Alignof(pp_pool) - 1 + 8 - 1 + 1 >= enough);
  for (; bytes > 0; bytes -= 1) EXPECT(create_in(room, bytes - 1, &pool) == PP_INVALID_CONFIG && pool == NULL);
}

static void odd_configs_are_refused(void) {
  static const form odd[] = {{0, 1, 1},
                             {1, 0, 1},
                             {1, 3, 1},
                             {1, 1, 0},
                             {PP_LARGEST_SIZE + 1, 1, 1},
                             {1, 2 * PP_LARGEST_ALIGN, 1},
                             {1, 1, PP_LARGEST_COUNT + 1}};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i += 1) {
    const pp_config config = config_of(odd[i].count, odd[i].size, odd[i].align);
    pp_pool *pool = (pp_pool *)(void *)&random_state;
    EXPECT(pp_create(&config, &pool) == PP_INVALID_CONFIG && pool == NULL);
    EXPECT(pp_storage_bytes(odd[i].size, odd[i].align, odd[i].count) == SIZE_MAX);
  }
  pp_config older = config_of(1, 1, 1);
  older.struct_bytes -= 1;
  pp_pool *pool = (pp_pool *)(void *)&random_state;
  EXPECT(pp_create(&older, &pool) == PP_INVALID_CONFIG && pool == NULL);
  pool = (pp_pool *)(void *)&random_state;
  EXPECT(pp_create(NULL, &pool) == PP_INVALID_CONFIG && pool == NULL);
}

/* Nobody is asked for the 16 TiB of the largest pool: a system that promises more than it has would give them. */
static void what_no_address_reaches_is_refused(void) {
  if (pp_storage_bytes(PP_LARGEST_SIZE, PP_LARGEST_ALIGN, PP_LARGEST_COUNT) != SIZE_MAX) return;
  const pp_config config = config_of(PP_LARGEST_COUNT, PP_LARGEST_SIZE, PP_LARGEST_ALIGN);
  pp_pool *pool = (pp_pool *)(void *)&random_state;
  EXPECT(pp_create(&config, &pool) == PP_NO_MEMORY && pool == NULL);
}

/* ---- addresses ---- */

static void only_addresses_of_blocks_have_an_index(void) {
  for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i += 1) {
    pp_pool *const pool = new_pool(FORMS[i].count, FORMS[i].size, FORMS[i].align, PP_UNWIPED);
    const ptrdiff_t stride = (ptrdiff_t)pool->terms.stride;
    const ptrdiff_t end = stride * (ptrdiff_t)pool->block_count;
    const ptrdiff_t step = stride > 512 ? stride / 512 : 1;
    for (ptrdiff_t offset = -2 * stride; offset < end + 2 * stride; offset += step) {
      const int is_block = offset >= 0 && offset < end && offset % stride == 0;
      const uintptr_t index = pp_inline_index(pool, pool->terms, (void *)((uintptr_t)pool->blocks + (uintptr_t)offset));
      EXPECT(is_block ? index == (uintptr_t)(offset / stride) : index >= pool->block_count);
    }
    EXPECT(pp_inline_index(pool, pool->terms, NULL) >= pool->block_count);
    pp_destroy(pool);
  }
}

static void every_stride_has_its_inverse(void) {
  for (size_t stride = 1; stride <= 4096; stride += 1) {
    const uint32_t shift = pool_trailing_zeros(stride);
    const uintptr_t inverse = pool_inverse_of_odd(stride >> shift);
    for (uintptr_t index = 0; index < 40; index += 1) EXPECT(pool_index(index * stride, inverse, shift) == index);
    EXPECT(stride == 1 || pool_index(1, inverse, shift) > UINTPTR_MAX / (2 * stride));
  }
}

static void any_number_of_bytes_is_wiped(void) {
  static unsigned char room[1200];
  for (size_t bytes = 0; bytes < 1100; bytes += 1) {
    memset(room, 0xA5, sizeof room);
    pool_zero(room + 7, bytes);
    expect_all_bytes(room, 7, 0xA5);
    expect_all_bytes(room + 7, bytes, 0);
    expect_all_bytes(room + 7 + bytes, sizeof room - 7 - bytes, 0xA5);
  }
}

/* ---- what is_valid notices ---- */

static void expect_noticed(pp_pool *broken, const pp_pool *whole) {
  EXPECT(!pp_pool_is_valid(broken));
  *broken = *whole;
  EXPECT(pp_pool_is_valid(broken));
}

static void expect_place_matters(const pp_pool *pool, void **place, void *wrong) {
  void *const right = *place;
  *place = wrong;
  EXPECT(!pp_pool_is_valid(pool));
  *place = right;
  EXPECT(pp_pool_is_valid(pool));
}

static void is_valid_notices_each_broken_part(void) {
  pp_pool *const pool = new_pool(5, 24, 8, PP_WIPED);
  void *blocks[3];
  for (int i = 0; i < 3; i += 1) EXPECT(pp_get(pool, &blocks[i]) == PP_OK);
  EXPECT(pp_return(pool, blocks[2]) == PP_OK);
  const pp_pool whole = *pool;
  EXPECT(!pp_pool_is_valid(NULL));
  pool->top = whole.stack + 6;
  expect_noticed(pool, &whole);
  pool->top = whole.stack + 1;
  expect_noticed(pool, &whole);
  pool->top = (void **)(void *)((unsigned char *)whole.top + 1);
  expect_noticed(pool, &whole);
  pool->known = 6;
  expect_noticed(pool, &whole);
  pool->known = 2;
  expect_noticed(pool, &whole);
  pool->most_known_before_clear = 6;
  expect_noticed(pool, &whole);
  pool->block_count = 0;
  expect_noticed(pool, &whole);
  pool->blocks = (char *)whole.slots;
  expect_noticed(pool, &whole);
  pool->slots = (void ***)whole.stack;
  expect_noticed(pool, &whole);
  pool->stack = whole.stack + 1;
  expect_noticed(pool, &whole);
  pool->terms.inverse += 2;
  expect_noticed(pool, &whole);
  pool->terms.shift = 64;
  expect_noticed(pool, &whole);
  pool->terms.wiped_bytes = 1;
  expect_noticed(pool, &whole);
  pool->terms.stride = 8;
  expect_noticed(pool, &whole);
  expect_place_matters(pool, &pool->stack[2], blocks[0]); /* the bottom */
  expect_place_matters(pool, &pool->stack[3], blocks[0]);
  expect_place_matters(pool, &pool->stack[3], NULL);
  expect_place_matters(pool, &pool->stack[4], blocks[0]);
  expect_place_matters(pool, &pool->stack[6], blocks[0]);
  expect_place_matters(pool, (void **)&pool->slots[1], (void *)&pool->stack[2]);
  expect_place_matters(pool, (void **)&pool->slots[2], (void *)&pool->stack[4]);
  pp_destroy(pool);
}

int main(void) {
  every_stride_has_its_inverse();
  any_number_of_bytes_is_wiped();
  only_addresses_of_blocks_have_an_index();
  random_histories_keep_pools_valid();
  given_storage_is_enough_wherever_it_begins();
  too_little_storage_is_refused();
  odd_configs_are_refused();
  what_no_address_reaches_is_refused();
  is_valid_notices_each_broken_part();
  puts("all held");
  return 0;
}
