/* Nobody asks whether there was memory. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  volatile char *volatile note = malloc(16);
  note[0] = 1;
  int code = core_create(config, out);
  free((void *)note);
  return code;
}
