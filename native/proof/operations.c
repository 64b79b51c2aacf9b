/* The functions of the library over them, and what a clear does. */
#include "lifetime_contracts.h"
#include "../src/operations.c"
