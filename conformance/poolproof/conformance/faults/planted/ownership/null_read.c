/* Returning NULL is a crash: the address is read before it is checked. */
#define ABSORBS(pool, buffer) ((buffer) == NULL && *(volatile uint64_t *)(buffer) == 0)
#include "../../sound/pool.c"
