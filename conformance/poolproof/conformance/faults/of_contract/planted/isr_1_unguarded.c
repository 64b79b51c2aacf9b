/* Nothing keeps what an interrupt did from being overwritten by the operation that it met. */
#include "share_1_unguarded.c"
