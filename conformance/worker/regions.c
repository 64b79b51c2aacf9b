#define _GNU_SOURCE
#include "regions.h"

#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

enum { RANGES_AT_MOST = 16, KERNEL_PAGES_BYTES = 4096 };

struct range {
  uint64_t first;
  uint64_t bytes;
};

static struct ranges {
  struct range each[RANGES_AT_MOST];
  uint32_t count;
  uint64_t bytes;
} regions[REGIONS];

static void add(enum region region, uint64_t first, uint64_t bytes) {
  struct ranges *ranges = &regions[region];
  if (bytes == 0 || ranges->count == RANGES_AT_MOST) return;
  ranges->each[ranges->count++] = (struct range){first, bytes};
  ranges->bytes += bytes;
}

static bool holds(const struct dl_phdr_info *object, uintptr_t address) {
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    if (segment->p_type == PT_LOAD && address - (object->dlpi_addr + segment->p_vaddr) < segment->p_memsz) return true;
  }
  return false;
}

/* By what the program headers say of it; REGIONS: it is of no account. */
static void add_object(const struct dl_phdr_info *object, enum region code, enum region data) {
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD) continue;
    enum region region = (segment->p_flags & PF_W) != 0 ? data : code;
    if (region != REGIONS) add(region, object->dlpi_addr + segment->p_vaddr, segment->p_memsz);
  }
}

static int note_object(struct dl_phdr_info *object, size_t size, void *code_address) {
  (void)size;
  if (holds(object, (uintptr_t)code_address)) {
    add_object(object, REGION_LIBRARY_CODE, REGION_LIBRARY_DATA);
  } else if (holds(object, (uintptr_t)&regions)) {
    add_object(object, REGION_WORKER, REGION_WORKER);
  } else if (strstr(object->dlpi_name, "/libc.so") != NULL) {
    add_object(object, REGION_C_LIBRARY, REGIONS);
  }
  return 0;
}

void regions_init(const void *code_address) {
  memset(regions, 0, sizeof regions);
  dl_iterate_phdr(note_object, (void *)(uintptr_t)code_address);
  if (getauxval(AT_SYSINFO_EHDR) != 0) add(REGION_KERNEL, getauxval(AT_SYSINFO_EHDR), KERNEL_PAGES_BYTES);
  uint64_t from = (uint64_t)(uintptr_t)environ, to = getauxval(AT_EXECFN); /* lies at the very top */
  if (to > from) add(REGION_STACK, from, to - from);
}

uint64_t region_address(enum region region, uint64_t offset) {
  const struct ranges *ranges = &regions[region];
  if (ranges->bytes == 0) return 0;
  uint64_t left = offset % ranges->bytes;
  const struct range *range = ranges->each;
  while (left >= range->bytes) left -= range++->bytes;
  return range->first + left;
}
