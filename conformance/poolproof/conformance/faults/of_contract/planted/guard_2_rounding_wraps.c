/* A size is rounded up to a multiple of 8, and the largest there are become 0. */
#define OWN_size_fits
#include "../pool.h"
static bool size_fits(size_t size) {
  const size_t rounded = (size + 7) / 8 * 8;
  return plain_size_fits(size) || rounded < size;
}
