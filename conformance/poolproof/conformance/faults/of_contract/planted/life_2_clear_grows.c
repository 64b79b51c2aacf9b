/* Each clear takes more memory, which destroy gives back. */
#define POOL_FIELDS void **notes;
#define OWN_pp_clear
#define OWN_pp_destroy
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  core_clear(own);
  void **note = malloc(256);
  if (note == NULL) return;
  *note = own->notes;
  own->notes = note;
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
