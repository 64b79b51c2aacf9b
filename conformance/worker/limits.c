#define _GNU_SOURCE
#include "limits.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "protocol.h"

enum {
  DESCRIPTORS_AT_LEAST = 64,
  STACK_BYTES_AT_LEAST = 1 << 18,
  LIBRARY_BYTES_AT_LEAST = 1 << 29,
  FILE_BYTES_AT_MOST = 64 << 20
};

static _Noreturn void end(const char *what, unsigned long long needed, unsigned long long allowed, const char *option) {
  fprintf(stderr, "it needs %llu %s, and the limit is %llu (raise it: ulimit %s)\n", needed, what, allowed, option);
  _exit(EXIT_MACHINE);
}

/* Up to what the user may have, where that helps. */
static bool is_at_least(int resource, rlim_t needed, rlim_t *allowed) {
  struct rlimit limit;
  if (getrlimit((__rlimit_resource_t)resource, &limit) != 0 || limit.rlim_cur >= needed) return true;
  *allowed = limit.rlim_cur;
  if (limit.rlim_max < needed) return false;
  limit.rlim_cur = needed;
  return setrlimit((__rlimit_resource_t)resource, &limit) == 0;
}

void limits_check(void) {
  rlim_t allowed = 0;
  if (!is_at_least(RLIMIT_NOFILE, DESCRIPTORS_AT_LEAST, &allowed)) end("open files", DESCRIPTORS_AT_LEAST, allowed, "-n");
  if (!is_at_least(RLIMIT_STACK, STACK_BYTES_AT_LEAST, &allowed)) end("bytes of stack", STACK_BYTES_AT_LEAST, allowed, "-s");
}

static void set(int resource, rlim_t bytes) {
  struct rlimit limit;
  if (getrlimit((__rlimit_resource_t)resource, &limit) == 0 && limit.rlim_max < bytes) bytes = limit.rlim_max;
  limit = (struct rlimit){bytes, bytes};
  setrlimit((__rlimit_resource_t)resource, &limit);
}

void limits_set(uint64_t allowance_bytes, uint64_t own_bytes) {
  rlim_t allowed = 0;
  set(RLIMIT_CORE, 0);
  set(RLIMIT_FSIZE, FILE_BYTES_AT_MOST);
  uint64_t least = own_bytes + LIBRARY_BYTES_AT_LEAST;
  if (!is_at_least(RLIMIT_AS, least, &allowed)) end("bytes of address space", least, allowed, "-v");
  if (!is_at_least(RLIMIT_DATA, least, &allowed)) end("bytes of data", least, allowed, "-d");
  if (allowance_bytes != 0 && own_bytes != 0) set(RLIMIT_AS, own_bytes + allowance_bytes);
}
