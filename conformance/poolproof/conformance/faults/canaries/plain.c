/* The sound pool, as it is: every planted fault is this one with one part exchanged. */
#include "../sound/pool.c"
