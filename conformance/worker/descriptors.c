#define _GNU_SOURCE
#include "descriptors.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT_AT_MOST = 32, LOOKED_AT = 64, FILLED_UP_TO = 10, COPIES_FROM = 400, LIMIT_AT_LEAST = 512 };

struct kept {
  int number;
  int copy; /* -1: there is none */
  dev_t device;
  ino_t file;
};

static struct kept kept[KEPT_AT_MOST];
static uint32_t kept_count;

/* Where descriptors are few, they are the subject's. */
static bool are_plenty(void) {
  struct rlimit limit;
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= LIMIT_AT_LEAST;
}

static void fill_up(void) {
  int filler = memfd_create("poolproof", MFD_CLOEXEC);
  while (filler >= 0 && filler < FILLED_UP_TO) {
    int next = fcntl(filler, F_DUPFD_CLOEXEC, 0);
    if (next >= FILLED_UP_TO) close(next);
    if (next < 0 || next >= FILLED_UP_TO) return;
  }
  if (filler >= FILLED_UP_TO) close(filler);
}

void descriptors_keep(void) {
  if (!are_plenty()) return;
  fill_up();
  for (int number = 0; number < LOOKED_AT && kept_count < KEPT_AT_MOST; ++number) {
    struct stat file;
    if (fstat(number, &file) != 0) continue;
    int copy = fcntl(number, F_DUPFD_CLOEXEC, COPIES_FROM);
    kept[kept_count++] = (struct kept){number, copy, file.st_dev, file.st_ino};
  }
}

static void put_back(const struct kept *descriptor) {
  if (descriptor->copy >= 0) dup2(descriptor->copy, descriptor->number);
}

struct descriptor_change descriptors_change(void) {
  struct descriptor_change change = {0};
  for (uint32_t i = 0; i < kept_count; ++i) {
    struct stat file;
    bool is_closed = fstat(kept[i].number, &file) != 0;
    if (!is_closed && file.st_dev == kept[i].device && file.st_ino == kept[i].file) continue;
    if (!change.found) change = (struct descriptor_change){true, (uint32_t)kept[i].number, is_closed};
    put_back(&kept[i]);
  }
  return change;
}
