/* A new pool has one buffer in use already. */
#define AFTER_CREATE sound_take_free
#include "../../sound/pool.c"
