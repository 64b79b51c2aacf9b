#define _GNU_SOURCE
#include "subject.h"

#include <dlfcn.h>
#include <stdio.h>

bool subject_load(struct subject *subject, const struct terms *terms, const char *path, char *text, size_t text_bytes) {
  subject->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (subject->library == NULL) {
    snprintf(text, text_bytes, "%s", dlerror());
    return false;
  }
  if (terms->binding == 1) return binding1_find(subject, text, text_bytes);
  return binding2_find(subject, terms, text, text_bytes);
}
