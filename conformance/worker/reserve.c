#define _GNU_SOURCE
#include "reserve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/platform.h"
#include "protocol.h"

void reserve_fails(size_t bytes) {
  char text[256];
  int length =
      snprintf(text, sizeof text, "it needs another %zu MiB of address space: %s (raise the limits: ulimit -v, ulimit -d)\n",
               (bytes >> 20) + 1, strerror(errno));
  ssize_t written = write(STDERR_FILENO, text, (size_t)length);
  (void)written;
  _exit(EXIT_MACHINE);
}

void *reserve(size_t bytes) {
  const size_t page = page_bytes(), inner = page_whole(bytes);
  char *outer = mapping_reserve(inner + 2 * page);
  if (outer == NULL) reserve_fails(bytes);
  if (mprotect(outer + page, inner, PROT_READ | PROT_WRITE) != 0) reserve_fails(bytes);
  return outer + page;
}
