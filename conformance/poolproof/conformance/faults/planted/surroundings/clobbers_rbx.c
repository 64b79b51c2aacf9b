/* The assembly of get uses rbx, and says so to nobody. */
#include "../../sound/parts.h"

#define AFTER_GET(pool, buffer) __asm__ volatile("xor %%ebx, %%ebx" ::: "cc")

#include "../../sound/pool.c"
