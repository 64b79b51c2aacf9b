/* The operations of the header. */
#include "contracts.h"
#include "bufferpool_inline.h"
