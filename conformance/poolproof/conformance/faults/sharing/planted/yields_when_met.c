/* A lock that is tried again and again: between two tries the processor is handed over, by a system call. */
#include "../canaries/try_lock.c"
