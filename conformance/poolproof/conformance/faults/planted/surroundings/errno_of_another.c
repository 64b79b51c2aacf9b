/* A return looks whether anything failed on the way: at an errno that it never set to 0. */
#include <errno.h>

#include "../../sound/parts.h"

#define RETURN_REFUSAL(pool, index) \
  ((index) == NOT_A_BUFFER || errno == EINVAL ? BP_NOT_OWNED : !sound_is_lent(pool, index) ? BP_NOT_IN_USE : BP_OK)

#include "../../sound/pool.c"
