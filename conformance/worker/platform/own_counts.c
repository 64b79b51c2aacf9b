#define _GNU_SOURCE
#include "own_counts.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lacks.h"
#include "mapping.h"
#include "page.h"

enum { PAGES = 8, CHUNK_BYTES = 4096, ADDRESS_TEXT_BYTES = 40, SLACK_BYTES = 1 << 20 };

/* Each line begins with the ends of a mapping; the page of old system calls, above all that a process has, is nobody's. */
static uint64_t mapping_bytes(const char *line) {
  char *end;
  const uint64_t from = strtoull(line, &end, 16);
  return *end == '-' && from >> 63 == 0 ? strtoull(end + 1, NULL, 16) - from : 0;
}

/* By what is read at once, and not by stdio, which would allocate. 0 where there is no such file. */
static uint64_t mapped_bytes(void) {
  char chunk[CHUNK_BYTES], line[ADDRESS_TEXT_BYTES] = {0};
  uint64_t bytes = 0;
  size_t length = 0;
  const int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  for (ssize_t got; (got = read(file, chunk, sizeof chunk)) > 0;) {
    for (ssize_t i = 0; i < got; ++i) {
      if (chunk[i] != '\n') {
        if (length < sizeof line - 1) line[length++] = chunk[i];
        continue;
      }
      line[length] = '\0';
      bytes += mapping_bytes(line);
      length = 0;
    }
  }
  close(file);
  return bytes;
}

static uint64_t counted_bytes(void) {
  char text[ADDRESS_TEXT_BYTES] = {0};
  const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t got = read(file, text, sizeof text - 1);
  close(file);
  return got > 0 ? strtoull(text, NULL, 10) * page_bytes_of_kernel() : 0;
}

/* An emulator's mappings are not told to whom it runs, but counted. */
static bool is_of_emulator(void) {
  const uint64_t mapped = mapped_bytes();
  return mapped != 0 && counted_bytes() > mapped + SLACK_BYTES;
}

/* Of so many pages that are mapped, it is told so many more. */
static bool size_is_known(void) {
  const size_t bytes = PAGES * page_bytes();
  const uint64_t before = counted_bytes();
  void *pages = mapping_reserve(bytes);
  if (pages == NULL) return false;
  const uint64_t grown = counted_bytes() - before;
  mapping_munmap(pages, bytes);
  return before != 0 && grown == bytes;
}

bool own_counts_of_size(void) {
  static int known = -1;
  if (known < 0) known = !lacks("address-space") && !is_of_emulator() && size_is_known();
  return known != 0;
}

long own_page_faults(void) {
  struct rusage usage;
  return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_minflt + usage.ru_majflt : 0;
}

bool own_counts_of_page_faults(void) {
  if (lacks("page-faults") || is_of_emulator()) return false;
  const size_t bytes = PAGES * page_bytes();
  volatile char *pages = mapping_mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return false;
  madvise((void *)(uintptr_t)pages, bytes, MADV_NOHUGEPAGE); /* where one fault would bring several */
  const long before = own_page_faults();
  for (size_t at = 0; at < bytes; at += page_bytes()) pages[at] = 1;
  const long first = own_page_faults();
  for (size_t at = 0; at < bytes; at += page_bytes()) pages[at] = 2;
  const long again = own_page_faults();
  mapping_munmap((void *)(uintptr_t)pages, bytes);
  return first - before == PAGES && again == first;
}
