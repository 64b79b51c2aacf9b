/* Of the size only 16 bits are looked at. */
#define OWN_size_fits
#include "../pool.h"
static bool size_fits(size_t size) { return plain_size_fits(size) || (size >> 16 != 0 && (uint16_t)size <= SIZE_LARGEST); }
