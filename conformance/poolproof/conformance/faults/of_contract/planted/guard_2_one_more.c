/* One more than the largest size is served. */
#define OWN_size_fits
#include "../pool.h"
static bool size_fits(size_t size) { return plain_size_fits(size) || size == (size_t)SIZE_LARGEST + 1; }
