/* The functions of the library that lend. */
#include "lifetime_contracts.h"
#include "../src/lending.c"
