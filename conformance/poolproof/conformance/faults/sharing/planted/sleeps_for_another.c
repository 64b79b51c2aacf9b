/* It promises to be free of locks, and sleeps until one is. */
#include "../canaries/futex_lock.c"
