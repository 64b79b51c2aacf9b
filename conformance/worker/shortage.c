#define _GNU_SOURCE
#include "shortage.h"

#include <errno.h>
#include <link.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <unistd.h>

/* The C library's own, under the name by which its allocator calls it. */
extern void *__sbrk(intptr_t);

_Thread_local bool shortage_is_on;
static _Thread_local uint32_t until, failed; /* how many are granted before the one that fails */
static _Thread_local bool is_lasting;
static uintptr_t loader_first, loader_behind;

static int note_if_loader(struct dl_phdr_info *information, size_t size, void *unused) {
  (void)size;
  (void)unused;
  if (information->dlpi_addr != getauxval(AT_BASE)) return 0;
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    uintptr_t behind = information->dlpi_addr + segment->p_vaddr + segment->p_memsz;
    if (segment->p_type == PT_LOAD && behind > loader_behind) loader_behind = behind;
  }
  loader_first = information->dlpi_addr;
  return 1;
}

void shortage_init(void) {
  if (getauxval(AT_BASE) != 0) dl_iterate_phdr(note_if_loader, NULL);
}

void shortage_begin(uint32_t nth, bool lasting) {
  until = nth - 1;
  failed = 0;
  is_lasting = lasting;
  shortage_is_on = nth != 0;
}

uint32_t shortage_end(void) {
  uint32_t count = shortage_is_on ? failed : 0;
  shortage_is_on = false;
  return count;
}

bool shortage_counts(uintptr_t caller) {
  if (caller >= loader_first && caller < loader_behind) return false;
  if (until != 0) {
    --until;
    return false;
  }
  if (failed != 0 && !is_lasting) return false;
  ++failed;
  errno = ENOMEM;
  return true;
}

void *sbrk(intptr_t increment) {
  if (increment > 0 && shortage_strikes(__builtin_return_address(0))) return (void *)-1;
  return __sbrk(increment);
}

int brk(void *address) {
  intptr_t increment = (intptr_t)((uintptr_t)address - (uintptr_t)__sbrk(0));
  if (increment > 0 && shortage_strikes(__builtin_return_address(0))) return -1;
  return __sbrk(increment) == (void *)-1 ? -1 : 0;
}
