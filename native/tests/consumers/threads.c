/* A program of blockpool.h, linked to the library whose pools may be shared. */
#include <blockpool.h>
#include <stdio.h>

int main(void) {
  const pp_config config = {sizeof config, 4, 48, 16, NULL, 0};
  pp_pool *pool;
  void *block;
  if (pp_create(&config, &pool) != 0 || pp_get(pool, &block) != 0) {
    return 1;
  }
  *(char *)block = 1;
  const int code = pp_return(pool, block);
  pp_destroy(pool);
  printf("%s, return %d\n", pp_name(), code);
  return 0;
}
