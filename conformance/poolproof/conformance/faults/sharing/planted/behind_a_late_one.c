/* Behind a return that is late stands another one that has ended; but none is free, it says. */
#define SEEMS_EMPTY return NONE_FREE;
#include "ring.h"
