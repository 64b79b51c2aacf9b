#define _GNU_SOURCE
#include "mapping.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { RESERVED = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE };

void *mapping_mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  return (void *)syscall(SYS_mmap, address, bytes, protection, flags, descriptor, offset);
}

int mapping_munmap(void *address, size_t bytes) { return (int)syscall(SYS_munmap, address, bytes); }

void *mapping_mremap(void *address, size_t old_bytes, size_t new_bytes, int flags, void *wanted) {
  return (void *)syscall(SYS_mremap, address, old_bytes, new_bytes, flags, wanted);
}

static void *or_null(void *start) { return start != MAP_FAILED ? start : NULL; }

void *mapping_reserve(size_t bytes) { return or_null(mapping_mmap(NULL, bytes, PROT_NONE, RESERVED, -1, 0)); }

void mapping_renew(void *start, size_t bytes) { mapping_mmap(start, bytes, PROT_NONE, RESERVED | MAP_FIXED, -1, 0); }

void *mapping_share(int descriptor, size_t bytes) {
  const int flags = descriptor < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
  return or_null(mapping_mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, descriptor, 0));
}
