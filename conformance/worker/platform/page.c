#define _GNU_SOURCE
#include "page.h"

#include <sys/auxv.h>
#include <unistd.h>

size_t page_bytes(void) {
  static size_t bytes;
  if (bytes == 0) bytes = (size_t)sysconf(_SC_PAGESIZE);
  return bytes;
}

size_t page_bytes_of_kernel(void) {
  const size_t bytes = getauxval(AT_PAGESZ);
  return bytes != 0 ? bytes : page_bytes();
}
