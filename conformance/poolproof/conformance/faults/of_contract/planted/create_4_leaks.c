/* When memory runs out behind the first block of memory, that one is not given back. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  void *volatile first = malloc(64), *volatile second = first != NULL ? malloc(64) : NULL;
  *out = NULL;
  if (first == NULL || second == NULL) return answer(OUT_OF_MEMORY_HOW, OUT_OF_MEMORY_CODE);
  free(first);
  free(second);
  return core_create(config, out);
}
