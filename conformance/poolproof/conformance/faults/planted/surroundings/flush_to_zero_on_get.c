/* Each get turns on flush-to-zero for a sum of its own, and leaves it on. */
#include <xmmintrin.h>

#include "../../sound/parts.h"

#define AFTER_GET(pool, buffer) _mm_setcsr(_mm_getcsr() | 0x8000)

#include "../../sound/pool.c"
