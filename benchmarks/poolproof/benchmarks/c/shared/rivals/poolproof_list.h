/* The same, of more blocks than fit a word. */
#define MORE_BLOCKS
#include "poolproof.h"
