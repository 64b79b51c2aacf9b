/* A machine whose pages are PAGE_BYTES large, played on one with smaller ones: to be loaded before a program. What the kernel
 * would refuse there is refused, and what it would round up is rounded up. What it counts, it counts in its own pages. */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static long real(long number, long a, long b, long c, long d, long e, long f) {
  static long (*call)(long, ...);
  if (call == NULL) {
    void *found = dlsym(RTLD_NEXT, "syscall");
    memcpy(&call, &found, sizeof call);
  }
  return call(number, a, b, c, d, e, f);
}

static int is_aligned(long address) { return address % PAGE_BYTES == 0; }
static long whole(long bytes) { return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES; }

static long refused(void) {
  errno = EINVAL;
  return -1;
}

/* Address space of whole pages. */
static long place_for(long bytes) {
  const long start = real(SYS_mmap, 0, bytes + PAGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == -1) return -1;
  const long first = whole(start), before = first - start;
  if (before != 0) real(SYS_munmap, start, before, 0, 0, 0, 0);
  real(SYS_munmap, first + bytes, PAGE_BYTES - before, 0, 0, 0, 0);
  return first;
}

static long map(long address, long bytes, long protection, long flags, long descriptor, long offset) {
  if ((flags & MAP_FIXED) != 0 && !is_aligned(address)) return refused();
  if (!is_aligned(offset)) return refused();
  if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) == 0) {
    address = place_for(whole(bytes));
    if (address == -1) return -1;
    flags |= MAP_FIXED;
  }
  const long start = real(SYS_mmap, address, whole(bytes), protection, flags, descriptor, offset);
  if (start == -1) real(SYS_munmap, address, whole(bytes), 0, 0, 0, 0);
  return start;
}

static long move(long address, long before, long bytes, long flags, long wanted) {
  if (!is_aligned(address) || ((flags & MREMAP_FIXED) != 0 && !is_aligned(wanted))) return refused();
  if ((flags & MREMAP_FIXED) == 0) {
    const long start = real(SYS_mremap, address, whole(before), whole(bytes), flags & ~MREMAP_MAYMOVE, 0, 0);
    if (start != -1 || (flags & MREMAP_MAYMOVE) == 0) return start;
    wanted = place_for(whole(bytes));
    if (wanted == -1) return -1;
  }
  return real(SYS_mremap, address, whole(before), whole(bytes), flags | MREMAP_MAYMOVE | MREMAP_FIXED, wanted, 0);
}

long syscall(long number, ...) {
  long words[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; ++i) words[i] = va_arg(rest, long);
  va_end(rest);
  switch (number) {
    case SYS_mmap:
      return map(words[0], words[1], words[2], (int)words[3], (int)words[4], words[5]);
    case SYS_munmap:
      return is_aligned(words[0]) ? real(SYS_munmap, words[0], whole(words[1]), 0, 0, 0, 0) : refused();
    case SYS_mremap:
      return move(words[0], words[1], words[2], (int)words[3], words[4]);
    default:
      return real(number, words[0], words[1], words[2], words[3], words[4], words[5]);
  }
}

int mprotect(void *address, size_t bytes, int protection) {
  if (!is_aligned((long)(uintptr_t)address)) return (int)refused();
  return (int)real(SYS_mprotect, (long)(uintptr_t)address, whole((long)bytes), protection, 0, 0, 0);
}

int madvise(void *address, size_t bytes, int advice) {
  if (!is_aligned((long)(uintptr_t)address)) return (int)refused();
  return (int)real(SYS_madvise, (long)(uintptr_t)address, whole((long)bytes), advice, 0, 0, 0);
}

long sysconf(int name) {
  static long (*next)(int);
  if (name == _SC_PAGESIZE) return PAGE_BYTES;
  if (next == NULL) {
    void *found = dlsym(RTLD_NEXT, "sysconf");
    memcpy(&next, &found, sizeof next);
  }
  return next(name);
}

int getpagesize(void) { return PAGE_BYTES; }
