/* The 65,536th get is refused as exhaustion: its number is 0 in 16 bits. */
#define EXTRA_STATE uint16_t gets;
#include "../../sound/parts.h"

static int is_exhausted(bp_pool *pool) { return sound_is_exhausted(pool) || ++pool->gets == 0; }

#define IS_EXHAUSTED is_exhausted

#include "../../sound/pool.c"
