#include "growth.h"

#include "allocations.h"
#include "footprint.h"

enum { LONG = 4096 };

static uint32_t next, stride; /* the place of the next sample, and how far apart they are; 0: none are taken */

void growth_begin(struct shared *shared, uint32_t count) {
  shared->growth_count = 0;
  /* None at the very end, where pools are destroyed. */
  stride = count >= LONG ? count / (GROWTH_SAMPLES + 1) : 0;
  next = stride != 0 ? stride : UINT32_MAX;
  if (stride != 0) allocations_follow(true);
}

void growth_note(struct shared *shared, uint32_t place) {
  if (place != next || shared->growth_count == GROWTH_SAMPLES) return;
  struct growth_sample *sample = &shared->growth[shared->growth_count++];
  *sample = (struct growth_sample){allocations_live_bytes(), footprint_virtual_pages()};
  next += stride;
}

void growth_end(void) { allocations_follow(false); }
