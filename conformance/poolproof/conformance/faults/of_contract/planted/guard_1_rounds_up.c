/* A size is rounded up to a multiple of 32 before it is looked at. */
#define OWN_size_fits
#include "../pool.h"
static bool size_fits(size_t size) {
  return plain_size_fits(size) && (size > SIZE_LARGEST || (size + 31) / 32 * 32 <= SIZE_LARGEST);
}
