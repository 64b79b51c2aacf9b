#include "site.h"

#include <stdbool.h>
#include <string.h>

#include "library.h"
#include "names.h"
#include "probes.h"

enum { FRAMES = 32 };
static const char between[] = " in ";

static char (*site_names)[NAME_BYTES];
static _Thread_local bool watching;
static _Thread_local uintptr_t nearest, outermost; /* of the subject's frames; 0: none */

void site_init(char (*names)[NAME_BYTES]) {
  site_names = names;
  frames_init();
}

void site_watch(void) {
  nearest = outermost = 0;
  watching = true;
}

void site_note(void) {
  if (!watching) return;
  watching = false;
  struct probe_pause pause = probes_pause();
  void *frames[FRAMES];
  const uint32_t count = frames_above(frames, FRAMES);
  for (uint32_t i = 0; i < count; ++i) {
    if (!library_holds((uintptr_t)frames[i])) continue;
    if (nearest == 0) nearest = (uintptr_t)frames[i];
    outermost = (uintptr_t)frames[i];
  }
  probes_resume(&pause);
}

uint32_t site_end(void) {
  watching = false;
  if (nearest == 0) return 0;
  char name[NAME_BYTES];
  library_describe(nearest, name, sizeof name);
  size_t length = strlen(name);
  if (outermost != nearest && length + sizeof between < sizeof name) {
    memcpy(name + length, between, sizeof between);
    length += sizeof between - 1;
    library_describe(outermost, name + length, sizeof name - length);
  }
  nearest = 0;
  return name_number(site_names, SITES, name);
}
