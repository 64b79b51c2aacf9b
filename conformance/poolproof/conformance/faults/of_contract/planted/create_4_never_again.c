/* Once memory ran out, no create works any more. */
#define OWN_pp_create
#include "../pool.h"
static bool has_run_out;
int pp_create(const pp_config *config, pp_pool **out) {
  void *volatile note = malloc(24);
  if (note == NULL) has_run_out = true;
  free((void *)note);
  *out = NULL;
  return has_run_out ? answer(OUT_OF_MEMORY_HOW, OUT_OF_MEMORY_CODE) : core_create(config, out);
}
