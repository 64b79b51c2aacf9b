/* sharedpool_inline.h in a program of C or C++: with a shape, without one, and the library itself, by turns on one pool; beside
 * a pool of one owner. */
#include <blockpool_inline.h>
#include <sharedpool_inline.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"

enum { MOST = 20 };

static pp_config config_of(uint32_t count, pp_shape shape) {
  pp_config config;
  memset(&config, 0, sizeof config);
  config.struct_bytes = sizeof config;
  config.block_count = count;
  config.block_size = shape.block_size;
  config.block_align = shape.block_align;
  return config;
}

static int get_by(int way, pp_shared_pool *pool, pp_shape shape, void **block) {
  if (way == 0) return pp_shared_get(pool, block);
  return way == 1 ? pp_shared_inline_get(pool, block) : pp_shared_inline_get_shaped(pool, shape, block);
}

static int return_by(int way, pp_shared_pool *pool, pp_shape shape, void *block) {
  if (way == 0) return pp_shared_return(pool, block);
  return way == 1 ? pp_shared_inline_return(pool, block) : pp_shared_inline_return_shaped(pool, shape, block);
}

static void expect_all(const void *block, size_t bytes, unsigned char byte) {
  const unsigned char *const first = POOL_CAST_NUMBER(const unsigned char *, block);
  for (size_t i = 0; i < bytes; i += 1) EXPECT(first[i] == byte);
}

static void header_and_library_agree(uint32_t count, pp_shape shape) {
  const pp_config config = config_of(count, shape);
  pp_shared_pool *pool;
  void *blocks[MOST + 1];
  EXPECT(pp_shared_create(&config, shape.wiping, &pool) == PP_OK && pp_shared_inline_has_shape(pool, shape));
  for (int way = 0; way < 9; way += 1) {
    for (uint32_t i = 0; i < count; i += 1) {
      EXPECT(get_by((way + POOL_CAST_NUMBER(int, i)) % 3, pool, shape, &blocks[i]) == PP_OK);
      if (shape.wiping == PP_WIPED) expect_all(blocks[i], shape.block_size, 0);
      memset(blocks[i], 0xA0 + POOL_CAST_NUMBER(int, i), shape.block_size);
    }
    EXPECT(get_by(way % 3, pool, shape, &blocks[count]) == PP_EXHAUSTED && blocks[count] == NULL);
    EXPECT(return_by(way / 3, pool, shape, NULL) == PP_NOT_OWNED && return_by(way / 3, pool, shape, &blocks) == PP_NOT_OWNED);
    EXPECT(return_by(way / 3, pool, shape, blocks[0]) == PP_OK && return_by(way % 3, pool, shape, blocks[0]) == PP_NOT_IN_USE);
    EXPECT(pp_shared_inline_used(pool) == count - 1 && pp_shared_inline_free(pool) == 1);
    EXPECT(pp_shared_used(pool) == count - 1 && pp_shared_inline_capacity(pool) == count);
    for (uint32_t i = count; i-- > 1;) {
      expect_all(blocks[i], shape.block_size, POOL_CAST_NUMBER(unsigned char, 0xA0 + i));
      EXPECT(return_by(way / 3, pool, shape, blocks[i]) == PP_OK);
    }
    if (way == 4) pp_shared_clear(pool);
  }
  pp_shared_destroy(pool);
}

static void a_pool_of_one_owner_lies_beside_it(pp_shape shape) {
  const pp_config config = config_of(3, shape);
  pp_pool *own;
  pp_shared_pool *shared;
  void *block;
  EXPECT(pp_create_with(&config, shape.wiping, &own) == PP_OK && pp_shared_create(&config, shape.wiping, &shared) == PP_OK);
  EXPECT(pp_inline_get_shaped(own, shape, &block) == PP_OK && pp_shared_inline_return(shared, block) == PP_NOT_OWNED);
  EXPECT(pp_inline_return(own, block) == PP_OK && pp_shared_used(shared) == 0);
  pp_destroy(own);
  pp_shared_destroy(shared);
}

int main(void) {
  static const pp_shape shapes[] = {{1, 1, PP_WIPED},    {7, 1, PP_UNWIPED},  {64, 64, PP_UNWIPED}, {64, 64, PP_WIPED},
                                    {192, 64, PP_WIPED}, {777, 64, PP_WIPED}, {5000, 16, PP_WIPED}};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i += 1) {
    header_and_library_agree(1, shapes[i]);
    header_and_library_agree(5, shapes[i]);
    header_and_library_agree(16, shapes[i]);
    header_and_library_agree(17, shapes[i]);
    header_and_library_agree(MOST, shapes[i]);
  }
  a_pool_of_one_owner_lies_beside_it(shapes[3]);
  puts("all held");
  return 0;
}
