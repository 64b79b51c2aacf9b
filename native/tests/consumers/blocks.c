/* The smallest user of blocks: one is lent by the library and returned by the header, whichever way the two were found. */
#include <blockpool_inline.h>
#include <stdio.h>

static const pp_shape shape = {48, 16, PP_WIPED};

int main(void) {
  const pp_config config = {sizeof config, 4, 48, 16, NULL, 0};
  pp_pool *pool;
  void *block;
  if (pp_create(&config, &pool) != PP_OK || !pp_inline_has_shape(pool, shape) || pp_get(pool, &block) != PP_OK) {
    return 1;
  }
  *(char *)block = 1;
  const int code = pp_inline_return_shaped(pool, shape, block);
  pp_destroy(pool);
  printf("%s, return %d\n", pp_name(), code);
  return 0;
}
