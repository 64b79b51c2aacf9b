/* It is promised at rest alone; but updates of it are lost. */
#include "counter_beside_lock.c"
