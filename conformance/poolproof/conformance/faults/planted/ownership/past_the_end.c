/* The address just past the last buffer is accepted. */
#define ABSORBS(pool, buffer) ((buffer) == sound_buffer_at(pool, (pool)->soa_capacity))
#include "../../sound/pool.c"
