/* A lock is no shelter from an interrupt: it waits for the operation that waits for it. */
#include "../canaries/spin.c"
