/* The operations of the header of the pool of blocks, of 192 bytes each. */
#include "block_192.h"
#include "block_shape.h"
#include "blockpool_inline.h"
