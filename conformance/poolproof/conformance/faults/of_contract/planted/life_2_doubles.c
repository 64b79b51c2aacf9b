/* Whenever twice as many blocks were lent as when it last took memory, it takes as much as they have together. */
#define POOL_FIELDS \
  void **notes;     \
  uint64_t lent_in_all, lent_before;
#define OWN_prepare
#define OWN_pp_destroy
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  if (++pool->lent_in_all < 2 * pool->lent_before) return;
  pool->lent_before = pool->lent_in_all;
  void **note = malloc(pool->lent_in_all * BLOCK_STRIDE + sizeof *note);
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
