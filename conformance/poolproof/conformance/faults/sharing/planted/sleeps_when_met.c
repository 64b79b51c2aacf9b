/* A lock that is quick where nobody has it; who finds it taken sleeps in the system. */
#include "../canaries/futex_lock.c"
