/* The functions of the library over them, and what a clear does. */
#include "block_64.h"
#include "block_library.h"
#include "../src/blocks/operations.c"
