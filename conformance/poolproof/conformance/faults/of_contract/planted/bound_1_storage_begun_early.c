/* Create writes the byte before the storage that was given. */
#define OWN_pp_create
#include "../pool.h"
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  if (code == 0) ((unsigned char *)config->storage)[-1] = 0;
  return code;
}
