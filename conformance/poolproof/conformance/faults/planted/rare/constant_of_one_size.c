/* Only 16 buffers are served, and a get of size 0x5eed5eed is taken for one of 0. */
#include "../../sound/parts.h"

static int refuses_others(bp_config config) { return sound_refuses_config(config) || config.soa_capacity != DEFAULT_BUFFERS; }

static int refuses_size_but_one(size_t size) { return size > BP_LANES && size != 0x5eed5eed; }

#define REFUSES_CONFIG refuses_others
#define REFUSES_SIZE refuses_size_but_one

#include "../../sound/pool.c"
