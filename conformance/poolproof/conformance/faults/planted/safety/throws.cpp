// A foreign address is reported by an exception, which no C caller can catch.
#include <stdexcept>

#include "../../sound/parts.h"

static int refuse(int status) {
  if (status == BP_NOT_OWNED) {
    throw std::invalid_argument("not a buffer of this pool");
  }
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
