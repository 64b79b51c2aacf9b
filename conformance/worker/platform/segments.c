#define _GNU_SOURCE
#include "segments.h"

#include <link.h>

#include "page.h"

struct visit {
  bool (*note)(const struct loaded_object *, void *);
  void *with;
};

static void add(struct loaded_object *object, const ElfW(Phdr) * header) {
  const uintptr_t start = object->base + header->p_vaddr, behind = start + header->p_memsz;
  if (start < object->first) object->first = start;
  if (behind > object->behind) object->behind = behind;
  if (object->segment_count == SEGMENTS_AT_MOST) return;
  object->segments[object->segment_count++] = (struct segment){.start = start,
                                                               .bytes = header->p_memsz,
                                                               .file_bytes = header->p_filesz,
                                                               .is_readable = (header->p_flags & PF_R) != 0,
                                                               .is_writable = (header->p_flags & PF_W) != 0};
}

static void read_header(struct loaded_object *object, const ElfW(Phdr) * header) {
  const uintptr_t start = object->base + header->p_vaddr;
  if (header->p_type == PT_LOAD) add(object, header);
  if (header->p_type == PT_DYNAMIC) object->dynamic = (const void *)start;
  if (header->p_type == PT_GNU_RELRO) object->read_only_end = (start + header->p_memsz) & ~((uintptr_t)page_bytes() - 1);
  if (header->p_type == PT_TLS) object->thread_storage_bytes = header->p_memsz;
}

static int visit_object(struct dl_phdr_info *information, size_t size, void *with) {
  (void)size;
  const struct visit *visit = with;
  struct loaded_object object = {.path = information->dlpi_name,
                                 .base = information->dlpi_addr,
                                 .first = UINTPTR_MAX,
                                 .thread_storage_number = information->dlpi_tls_modid};
  for (int i = 0; i < information->dlpi_phnum; ++i) read_header(&object, &information->dlpi_phdr[i]);
  return visit->note(&object, visit->with);
}

void segments_each(bool (*note)(const struct loaded_object *object, void *with), void *with) {
  dl_iterate_phdr(visit_object, &(struct visit){note, with});
}

bool segments_hold(const struct loaded_object *object, uintptr_t address) {
  for (uint32_t i = 0; i < object->segment_count; ++i) {
    if (address - object->segments[i].start < object->segments[i].bytes) return true;
  }
  return false;
}
