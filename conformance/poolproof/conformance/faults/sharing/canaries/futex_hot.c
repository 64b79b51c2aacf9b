#include "futex_lock.c"
