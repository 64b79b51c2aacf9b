#define _GNU_SOURCE
#include "site.h"

#include <execinfo.h>
#include <stdbool.h>

#include "library.h"
#include "names.h"
#include "probes.h"

enum { FRAMES = 32 };

static char (*site_names)[NAME_BYTES];
static _Thread_local bool watching;
static _Thread_local uintptr_t noted;

void site_init(char (*names)[NAME_BYTES]) {
  site_names = names;
  void *frames[2];
  backtrace(frames, 2); /* loads the unwinder now, not in the middle of an operation */
}

void site_watch(void) {
  noted = 0;
  watching = true;
}

void site_note(void) {
  if (!watching) return;
  watching = false;
  struct probe_pause pause = probes_pause();
  void *frames[FRAMES];
  int count = backtrace(frames, FRAMES);
  for (int i = 0; i < count && noted == 0; ++i) {
    if (library_holds((uintptr_t)frames[i])) noted = (uintptr_t)frames[i];
  }
  probes_resume(&pause);
}

uint32_t site_end(void) {
  watching = false;
  if (noted == 0) return 0;
  char name[NAME_BYTES];
  library_describe(noted, name, sizeof name);
  return name_number(site_names, SITES, name);
}
