/* Every operation is counted in the pool created last, which may be destroyed by then. */
#define EXTRA_STATE uint64_t operations;
#include "../../sound/parts.h"

static bp_pool *newest;

static void note_newest(bp_pool *pool) { newest = pool; }

#define AFTER_CREATE note_newest
#define BEFORE_OPERATION(pool) (newest->operations++)

#include "../../sound/pool.c"
