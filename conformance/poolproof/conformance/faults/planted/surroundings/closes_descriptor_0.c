/* Destroy closes the descriptor of a mapping that this build does not make: its number was never set, and is 0. */
#include <unistd.h>

#define EXTRA_STATE int descriptor;
#include "../../sound/parts.h"

#define RELEASE(pool) ((pool) != NULL ? (close((pool)->descriptor), sound_release(pool)) : (void)0)

#include "../../sound/pool.c"
