/* Each time that the last block is lent, more memory is taken, which destroy gives back. */
#define POOL_FIELDS void **notes;
#define OWN_prepare
#define OWN_pp_destroy
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  if (pool->lent_count < pool->count) return;
  void **note = malloc(256);
  if (note == NULL) return;
  *note = pool->notes;
  pool->notes = note;
}
#if HAS_CREATE
void pp_destroy(pp_pool *pool) {
  while (pool != NULL && pool->notes != NULL) {
    void **note = pool->notes;
    pool->notes = *note;
    free(note);
  }
  core_destroy(pool);
}
#endif
