#define _GNU_SOURCE
#include "memory.h"

#include <link.h>
#include <string.h>

#include "../platform/platform.h"
#include "arena.h"
#include "state.h"

enum { LIBRARIES_AT_MOST = 256 };

static uint64_t known[LIBRARIES_AT_MOST];
static uint32_t known_count;
static struct part parts[PARTS_AT_MOST];
static uint32_t part_count, shared_count;
static size_t bytes_in_all;

static void add(void *start, size_t bytes) {
  bytes_in_all += bytes;
  if (part_count == PARTS_AT_MOST || bytes_in_all > MEMORY_BYTES_AT_MOST) {
    give_up("its own data is larger than can be kept and put back (%ld bytes)", MEMORY_BYTES_AT_MOST);
    return;
  }
  parts[part_count++] = (struct part){start, bytes};
}

static int note_known(struct dl_phdr_info *information, size_t size, void *unused) {
  (void)size;
  (void)unused;
  if (known_count < LIBRARIES_AT_MOST) known[known_count++] = information->dlpi_addr;
  return 0;
}

/* The C library's and the compilers' are no part of the pool. */
static bool is_of_system(const char *path) {
  static const char *const names[] = {"libc.so",  "libm.so",       "libstdc++.so", "libgcc_s.so",
                                      "ld-linux", "libpthread.so", "librt.so",     "libdl.so"};
  const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    if (strncmp(name, names[i], strlen(names[i])) == 0) return true;
  }
  return false;
}

/* Up to there the loader made the data read-only. */
static uint64_t end_of_constants(const struct dl_phdr_info *information) {
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    if (segment->p_type == PT_GNU_RELRO)
      return (information->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(uint64_t)(page_bytes() - 1);
  }
  return 0;
}

bool memory_is_of_subject(const struct dl_phdr_info *information) {
  for (uint32_t i = 0; i < known_count; ++i) {
    if (known[i] == information->dlpi_addr) return false;
  }
  return !is_of_system(information->dlpi_name);
}

static int add_texts(struct dl_phdr_info *information, size_t size, void *add_text) {
  (void)size;
  void (*add_one)(uint64_t, uint64_t);
  memcpy(&add_one, add_text, sizeof add_one);
  for (int i = 0; i < information->dlpi_phnum && memory_is_of_subject(information); ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_X) == 0) continue;
    add_one(information->dlpi_addr + segment->p_vaddr, segment->p_memsz);
  }
  return 0;
}

void memory_each_text(void (*add_text)(uint64_t start, uint64_t bytes)) { dl_iterate_phdr(add_texts, &add_text); }

static int add_library(struct dl_phdr_info *information, size_t size, void *unused) {
  (void)size;
  (void)unused;
  if (!memory_is_of_subject(information)) return 0;
  const uint64_t constants = end_of_constants(information);
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) == 0) continue;
    uint64_t start = information->dlpi_addr + segment->p_vaddr;
    const uint64_t end = start + segment->p_memsz;
    if (constants > start && constants <= end) start = constants;
    if (end > start) add((void *)(uintptr_t)start, end - start);
  }
  return 0;
}

void memory_before_load(void) { dl_iterate_phdr(note_known, NULL); }

bool memory_after_load(void) {
  dl_iterate_phdr(add_library, NULL);
  shared_count = part_count;
  return unfit[0] == '\0';
}

void memory_add_thread_storage(void *start, size_t bytes) { add(start, bytes); }

bool memory_is_shared(uint64_t address) {
  if (arena_holds(address)) return true;
  for (uint32_t i = 0; i < shared_count; ++i) {
    if (address - (uint64_t)(uintptr_t)parts[i].start < parts[i].bytes) return true;
  }
  return false;
}

const struct part *memory_parts(uint32_t *count) {
  *count = part_count;
  return parts;
}
