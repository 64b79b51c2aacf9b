#define _GNU_SOURCE
#include "shortage.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "platform/platform.h"

_Thread_local bool shortage_is_on;
static _Thread_local uint32_t until, failed; /* how many are granted before the one that fails */
static _Thread_local bool is_lasting;
static uintptr_t loader_first, loader_behind;

static bool note_if_loader(const struct loaded_object *object, void *unused) {
  (void)unused;
  if (object->base != layout_loader()) return false;
  loader_first = object->base;
  loader_behind = object->behind;
  return true;
}

void shortage_init(void) {
  if (layout_loader() != 0) segments_each(note_if_loader, NULL);
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
  return system_sbrk(increment);
}

int brk(void *address) {
  intptr_t increment = (intptr_t)((uintptr_t)address - (uintptr_t)system_sbrk(0));
  if (increment > 0 && shortage_strikes(__builtin_return_address(0))) return -1;
  return system_sbrk(increment) == (void *)-1 ? -1 : 0;
}
