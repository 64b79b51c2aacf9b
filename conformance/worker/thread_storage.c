#define _GNU_SOURCE
#include "thread_storage.h"

#include <link.h>
#include <stddef.h>

#include "reserve.h"

/* How compiled code asks for it: by the number of the module, and the place in it. */
struct place_in_module {
  unsigned long module;
  unsigned long offset;
};
extern void *__tls_get_addr(struct place_in_module *);

static int take(struct dl_phdr_info *information, size_t size, void *unused) {
  (void)size;
  (void)unused;
  if (information->dlpi_tls_modid == 0) return 0;
  struct place_in_module place = {information->dlpi_tls_modid, 0};
  volatile unsigned char *storage = __tls_get_addr(&place);
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    if (segment->p_type != PT_TLS) continue;
    for (size_t at = 0; at < segment->p_memsz; at += page_bytes()) storage[at] = storage[at];
    if (segment->p_memsz != 0) storage[segment->p_memsz - 1] = storage[segment->p_memsz - 1];
  }
  return 0;
}

void thread_storage_take(void) { dl_iterate_phdr(take, NULL); }
