#define _GNU_SOURCE
#include "page.h"

#include <unistd.h>

size_t page_bytes(void) {
  static size_t bytes;
  if (bytes == 0) bytes = (size_t)sysconf(_SC_PAGESIZE);
  return bytes;
}
