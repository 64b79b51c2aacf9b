/* The first get of a pool touches a page that create left alone. */
#define _GNU_SOURCE
#include <sys/mman.h>
#define POOL_FIELDS unsigned char *untouched;
#define OWN_prepare
#define OWN_pp_create
#define OWN_pp_destroy
#include "../pool.h"
enum { UNTOUCHED_BYTES = 1 << 16 };
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  if (code != 0) return code;
  void *mapped = mmap(NULL, UNTOUCHED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  (*out)->untouched = mapped == MAP_FAILED ? NULL : mapped;
  return code;
}
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  if (pool->untouched != NULL) pool->untouched[UNTOUCHED_BYTES / 2] = 1;
}
void pp_destroy(pp_pool *pool) {
  if (pool != NULL && pool->untouched != NULL) munmap(pool->untouched, UNTOUCHED_BYTES);
  core_destroy(pool);
}
