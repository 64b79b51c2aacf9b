/* blockpool_inline.h in a program of C or C++: with a shape, without one, and the library itself, by turns on one pool. */
#include <blockpool_inline.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"

enum { COUNT = 5 };

static pp_pool *new_pool(pp_shape shape) {
  pp_config config;
  pp_pool *pool;
  memset(&config, 0, sizeof config);
  config.struct_bytes = sizeof config;
  config.block_count = COUNT;
  config.block_size = shape.block_size;
  config.block_align = shape.block_align;
  EXPECT(pp_create_with(&config, shape.wiping, &pool) == PP_OK);
  EXPECT(pp_inline_has_shape(pool, shape));
  return pool;
}

static int get_by(int way, pp_pool *pool, pp_shape shape, void **block) {
  if (way == 0) return pp_get(pool, block);
  return way == 1 ? pp_inline_get(pool, block) : pp_inline_get_shaped(pool, shape, block);
}

static int return_by(int way, pp_pool *pool, pp_shape shape, void *block) {
  if (way == 0) return pp_return(pool, block);
  return way == 1 ? pp_inline_return(pool, block) : pp_inline_return_shaped(pool, shape, block);
}

static void expect_all(const void *block, size_t bytes, unsigned char byte) {
  const unsigned char *const first = POOL_CAST_NUMBER(const unsigned char *, block);
  for (size_t i = 0; i < bytes; i += 1) EXPECT(first[i] == byte);
}

static void header_and_library_agree(pp_shape shape) {
  pp_pool *const pool = new_pool(shape);
  void *blocks[COUNT + 1];
  for (int way = 0; way < 9; way += 1) {
    for (int i = 0; i < COUNT; i += 1) {
      EXPECT(get_by((way + i) % 3, pool, shape, &blocks[i]) == PP_OK);
      if (shape.wiping == PP_WIPED) expect_all(blocks[i], shape.block_size, 0);
      memset(blocks[i], 0xA0 + i, shape.block_size);
    }
    EXPECT(get_by(way % 3, pool, shape, &blocks[COUNT]) == PP_EXHAUSTED && blocks[COUNT] == NULL);
    EXPECT(return_by(way / 3, pool, shape, NULL) == PP_NOT_OWNED && return_by(way / 3, pool, shape, &blocks) == PP_NOT_OWNED);
    EXPECT(return_by(way / 3, pool, shape, blocks[2]) == PP_OK && return_by(way % 3, pool, shape, blocks[2]) == PP_NOT_IN_USE);
    EXPECT(pp_inline_used(pool) == COUNT - 1 && pp_inline_free(pool) == 1 && pp_inline_capacity(pool) == COUNT);
    EXPECT(pp_inline_peak(pool) == COUNT && pp_peak(pool) == COUNT && pp_used(pool) == COUNT - 1);
    for (int i = COUNT; i-- > 0;) {
      expect_all(blocks[i], shape.block_size, POOL_CAST_NUMBER(unsigned char, 0xA0 + i));
      EXPECT(i == 2 || return_by(way / 3, pool, shape, blocks[i]) == PP_OK);
    }
    if (way == 4) pp_clear(pool);
  }
  pp_destroy(pool);
}

int main(void) {
  static const pp_shape shapes[] = {{1, 1, PP_WIPED},    {7, 1, PP_UNWIPED},     {48, 16, PP_WIPED},    {64, 64, PP_UNWIPED},
                                    {100, 4, PP_WIPED},  {192, 64, PP_WIPED},    {512, 8, PP_WIPED},    {513, 1, PP_WIPED},
                                    {777, 64, PP_WIPED}, {5000, 16, PP_UNWIPED}, {4096, 4096, PP_WIPED}};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i += 1) header_and_library_agree(shapes[i]);
  const pp_shape one = {64, 64, PP_WIPED}, narrower = {60, 64, PP_WIPED}, unwiped = {64, 64, PP_UNWIPED},
                 tighter = {64, 1, PP_WIPED};
  pp_pool *const pool = new_pool(one);
  EXPECT(!pp_inline_has_shape(pool, narrower) && !pp_inline_has_shape(pool, unwiped));
  EXPECT(pp_inline_has_shape(pool, tighter)); /* its blocks lie as far apart */
  pp_destroy(pool);
  puts("all held");
  return 0;
}
