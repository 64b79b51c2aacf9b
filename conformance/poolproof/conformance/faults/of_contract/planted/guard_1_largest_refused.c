/* The largest size is taken for too large. */
#define OWN_size_fits
#include "../pool.h"
static bool size_fits(size_t size) { return plain_size_fits(size) && size != SIZE_LARGEST; }
