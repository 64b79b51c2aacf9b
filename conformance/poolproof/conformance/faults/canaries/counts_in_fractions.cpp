// Each operation works with floating-point numbers, inexact ones and a division by zero among them, and leaves its own errno.
#include <cerrno>

#define EXTRA_STATE \
  double share;     \
  double infinite;  \
  long double sum;
#include "../sound/parts.h"

static void count_in_fractions(bp_pool *pool) {
  volatile double zero = 0.0;
  pool->share = pool->share / 3.0 + 0.1;
  pool->infinite = 1.0 / zero;
  pool->sum = pool->sum * 0.7L + pool->share;
  errno = ERANGE;
}

#define BEFORE_OPERATION(pool) count_in_fractions(pool)

#include "../sound/pool.c"
