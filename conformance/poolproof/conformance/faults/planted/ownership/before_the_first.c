/* The address one buffer before the first is accepted. */
#define ABSORBS(pool, buffer) ((buffer) + 1 == sound_buffer_at(pool, 0))
#include "../../sound/pool.c"
