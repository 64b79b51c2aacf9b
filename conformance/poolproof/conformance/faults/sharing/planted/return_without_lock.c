#include "spin.h"
#define OWN_RETURN
#include "frame.h"

int pp_return(pp_pool *pool, void *block) { return plain_return(pool, block); }
