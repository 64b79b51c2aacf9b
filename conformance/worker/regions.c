#include "regions.h"

#include <string.h>

#include "platform/platform.h"

enum { RANGES_AT_MOST = 16 };

struct range {
  uint64_t first;
  uint64_t bytes;
};

static struct ranges {
  struct range each[RANGES_AT_MOST];
  uint32_t count;
  uint64_t bytes;
} regions[REGIONS];

static void add(enum region region, uint64_t first, uint64_t bytes) {
  struct ranges *ranges = &regions[region];
  if (bytes == 0 || ranges->count == RANGES_AT_MOST) return;
  ranges->each[ranges->count++] = (struct range){first, bytes};
  ranges->bytes += bytes;
}

/* By what the loader says of it; REGIONS: it is of no account. */
static void add_object(const struct loaded_object *object, enum region code, enum region data) {
  for (uint32_t i = 0; i < object->segment_count; ++i) {
    const enum region region = object->segments[i].is_writable ? data : code;
    if (region != REGIONS) add(region, object->segments[i].start, object->segments[i].bytes);
  }
}

static bool note_object(const struct loaded_object *object, void *code_address) {
  if (segments_hold(object, (uintptr_t)code_address)) {
    add_object(object, REGION_LIBRARY_CODE, REGION_LIBRARY_DATA);
  } else if (segments_hold(object, (uintptr_t)&regions)) {
    add_object(object, REGION_WORKER, REGION_WORKER);
  } else if (strstr(object->path, "/libc.so") != NULL) {
    add_object(object, REGION_C_LIBRARY, REGIONS);
  }
  return false;
}

void regions_init(const void *code_address) {
  memset(regions, 0, sizeof regions);
  segments_each(note_object, (void *)(uintptr_t)code_address);
  const struct stretch kernel = layout_kernel_pages(), stack = layout_above_stack();
  add(REGION_KERNEL, kernel.start, kernel.bytes);
  add(REGION_STACK, stack.start, stack.bytes);
}

uint64_t region_address(enum region region, uint64_t offset) {
  const struct ranges *ranges = &regions[region];
  if (ranges->bytes == 0) return 0;
  uint64_t left = offset % ranges->bytes;
  const struct range *range = ranges->each;
  while (left >= range->bytes) left -= range++->bytes;
  return range->first + left;
}
