/* Destroy writes NULL into the variable that create filled, so that nobody can use the pool again. */
#define EXTRA_STATE bp_pool **handle;
#include "../../sound/parts.h"

#define RELEASE(pool) ((pool) != NULL ? (*(pool)->handle = NULL, sound_release(pool)) : (void)0)
#define bp_create create
#include "../../sound/pool.c"
#undef bp_create

int bp_create(const bp_config *config, bp_pool **out) {
  const int status = create(config, out);
  if (status == BP_OK) {
    (*out)->handle = out;
  }
  return status;
}
