#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "platform/platform.h"

static struct loaded_object library;

static bool note_if_it_holds(const struct loaded_object *object, void *code_address) {
  const uintptr_t wanted = (uintptr_t)code_address;
  if (wanted < object->first || wanted >= object->behind) return false;
  library = *object;
  return true;
}

void library_find(const void *code_address) { segments_each(note_if_it_holds, (void *)(uintptr_t)code_address); }

bool library_holds(uintptr_t address) { return address >= library.first && address < library.behind; }

void library_range(uintptr_t *first, uintptr_t *behind) {
  *first = library.first;
  *behind = library.behind;
}

static const char *last_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

void library_describe(uintptr_t address, char *text, size_t text_bytes) {
  Dl_info information;
  /* One byte before a return address is still in the calling function, where the call is its last instruction. */
  if (dladdr((const void *)(address - 1), &information) == 0) {
    snprintf(text, text_bytes, "%#zx", (size_t)address);
  } else if (information.dli_sname != NULL) {
    snprintf(text, text_bytes, "%s+0x%zx", information.dli_sname, (size_t)(address - (uintptr_t)information.dli_saddr));
  } else {
    snprintf(text, text_bytes, "%s+0x%zx", last_name(information.dli_fname),
             (size_t)(address - (uintptr_t)information.dli_fbase));
  }
}

void library_describe_callee(uintptr_t address, char *text, size_t text_bytes) {
  Dl_info information;
  const char *name = segments_import_name(&library, address);
  if (name == NULL && dladdr((const void *)address, &information) != 0) name = information.dli_sname;
  if (name != NULL) {
    snprintf(text, text_bytes, "%s", name);
  } else {
    library_describe(address + 1, text, text_bytes);
  }
}
