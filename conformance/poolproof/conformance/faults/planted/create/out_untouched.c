/* A refused create leaves *out as it was. */
#define HAND_OUT_NO_POOL(out) ((void)(out))
#include "../../sound/pool.c"
