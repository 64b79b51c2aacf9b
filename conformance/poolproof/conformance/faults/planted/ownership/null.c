/* Returning NULL is accepted, as free does. */
#define ABSORBS(pool, buffer) ((buffer) == NULL)
#include "../../sound/pool.c"
