#define _GNU_SOURCE
#include "snapshot.h"

#include <link.h>
#include <string.h>

#include "allocations.h"

enum { REGIONS = 8, LINE_BYTES = 64, LIBRARY_BYTES_AT_MOST = 1 << 19 };

struct region {
  unsigned char *start;
  size_t bytes;
};

static struct region regions[REGIONS];
static size_t region_count;
static size_t library_bytes;

static int note_library(struct dl_phdr_info *information, size_t size, void *code_address) {
  (void)size;
  uintptr_t wanted = (uintptr_t)code_address;
  bool holds_it = false;
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    uintptr_t start = information->dlpi_addr + segment->p_vaddr;
    holds_it |= segment->p_type == PT_LOAD && wanted >= start && wanted < start + segment->p_memsz;
  }
  if (!holds_it) return 0;
  for (int i = 0; i < information->dlpi_phnum && region_count < REGIONS; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) == 0) continue;
    regions[region_count++] =
        (struct region){(unsigned char *)(uintptr_t)(information->dlpi_addr + segment->p_vaddr), segment->p_memsz};
    library_bytes += segment->p_memsz;
  }
  return 1;
}

bool snapshot_init(const void *code_address) {
  region_count = library_bytes = 0;
  dl_iterate_phdr(note_library, (void *)(uintptr_t)code_address);
  allocations_use_arena();
  return library_bytes <= LIBRARY_BYTES_AT_MOST;
}

size_t snapshot_bytes(void) { return sizeof(size_t) + library_bytes + allocations_arena_used(); }

void snapshot_take(unsigned char *to) {
  size_t used = allocations_arena_used();
  memcpy(to, &used, sizeof used);
  to += sizeof used;
  for (size_t i = 0; i < region_count; ++i) {
    memcpy(to, regions[i].start, regions[i].bytes);
    to += regions[i].bytes;
  }
  memcpy(to, allocations_arena(), used);
}

static void put_back(unsigned char *memory, const unsigned char *kept, size_t bytes) {
  for (size_t at = 0; at < bytes; at += LINE_BYTES) {
    size_t length = bytes - at < LINE_BYTES ? bytes - at : LINE_BYTES;
    if (memcmp(memory + at, kept + at, length) != 0) memcpy(memory + at, kept + at, length);
  }
}

void snapshot_restore(const unsigned char *from, size_t bytes) {
  size_t used;
  memcpy(&used, from, sizeof used);
  from += sizeof used;
  bytes -= sizeof used;
  for (size_t i = 0; i < region_count; ++i) {
    put_back(regions[i].start, from, regions[i].bytes);
    from += regions[i].bytes;
    bytes -= regions[i].bytes;
  }
  allocations_set_arena_used(used);
  put_back(allocations_arena(), from, bytes);
}
