/* When there is no memory, *out is left as it was. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  void *volatile note = malloc(24);
  if (note == NULL) return answer(OUT_OF_MEMORY_HOW, OUT_OF_MEMORY_CODE);
  free((void *)note);
  return core_create(config, out);
}
