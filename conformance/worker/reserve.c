#define _GNU_SOURCE
#include "reserve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "protocol.h"

size_t page_bytes(void) {
  static size_t bytes;
  if (bytes == 0) bytes = (size_t)sysconf(_SC_PAGESIZE);
  return bytes;
}

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
  size_t page = page_bytes(), inner = (bytes + page - 1) / page * page;
  /* Not mmap(): that name is the counting one. */
  char *outer =
      (char *)syscall(SYS_mmap, NULL, inner + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (outer == MAP_FAILED) reserve_fails(bytes);
  if (mprotect(outer + page, inner, PROT_READ | PROT_WRITE) != 0) reserve_fails(bytes);
  return outer + page;
}
