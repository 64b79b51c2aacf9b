// Clears as many bytes as a pointer has.
#include <algorithm>

#include "../../sound/parts.h"

static void clear_some(bp_pool *, bp_soa *buffer, size_t) {
  char *bytes = reinterpret_cast<char *>(buffer);
  std::fill_n(bytes, sizeof buffer, char(0));
}

#define CLEAR_BUFFER clear_some

#include "../../sound/pool.c"
