#define _GNU_SOURCE
#include "statm.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "own_counts.h"
#include "page.h"

enum { KEPT_FROM = 400, TEXT_BYTES = 128, FIELDS_BETWEEN = 5 };

static int kept = -1;

static int open_file(void) { return open("/proc/self/statm", O_RDONLY | O_CLOEXEC); }

void statm_open(void) {
  int descriptor = open_file();
  if (descriptor < 0) return;
  kept = fcntl(descriptor, F_DUPFD_CLOEXEC, KEPT_FROM);
  close(descriptor);
}

/* A subject may have closed what is not its own. */
static ssize_t read_text(char *text) {
  ssize_t length = kept >= 0 ? pread(kept, text, TEXT_BYTES - 1, 0) : -1;
  if (length > 0) return length;
  int descriptor = open_file();
  if (descriptor < 0) return -1;
  length = read(descriptor, text, TEXT_BYTES - 1);
  close(descriptor);
  return length;
}

struct statm statm_now(void) {
  char text[TEXT_BYTES] = {0};
  struct statm now = {0};
  if (!own_counts_of_size() || read_text(text) <= 0) return now;
  char *at = text;
  now.size_bytes = strtoull(at, &at, 10) * page_bytes_of_kernel();
  for (int field = 0; field < FIELDS_BETWEEN; ++field) now.data_bytes = strtoull(at, &at, 10) * page_bytes_of_kernel();
  return now;
}
