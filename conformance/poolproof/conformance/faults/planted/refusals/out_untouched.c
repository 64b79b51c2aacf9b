/* A refused get leaves *out as it was. */
#define HAND_OUT_NO_BUFFER(pool, out) ((void)(out))
#include "../../sound/pool.c"
