/* Of a block just the bytes that were asked for are made what they should be. */
#define OWN_pp_get_sized
#define OWN_prepare
#include "../pool.h"
static size_t asked;
static void prepare(pp_pool *pool, uint32_t number) { memset(block_at(pool, number), AT_GET_BYTE, asked); }
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  asked = size;
  return size_fits(size) ? get(only(pool), block) : too_large(only(pool));
}
