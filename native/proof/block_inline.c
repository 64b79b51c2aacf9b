/* The operations of the header of the pool of blocks, of 64 bytes each. */
#include "block_64.h"
#include "block_shape.h"
#include "blockpool_inline.h"
