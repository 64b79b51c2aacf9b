#include "snapshot.h"

#include <string.h>

#include "allocations.h"
#include "platform/platform.h"
#include "reserve.h"

enum { REGIONS = 8, LINE_BYTES = 64, REGION_BYTES_AT_MOST = 1 << 24, BASE_ARENA_BYTES_AT_MOST = 1 << 24 };

struct region {
  unsigned char *start;
  size_t bytes;
};

static struct region regions[REGIONS];
static size_t region_count;
static size_t region_bytes;
static unsigned char *base; /* the regions one after the other, then the arena */
static size_t base_arena_bytes;

static void note_region(uintptr_t start, uintptr_t end, uintptr_t read_only) {
  if (read_only > start && read_only <= end) start = read_only;
  regions[region_count++] = (struct region){(unsigned char *)start, end - start};
  region_bytes += end - start;
}

/* Not what the loader makes read-only again: to put back a line that reaches over its end would write to it. */
static bool note_library(const struct loaded_object *object, void *code_address) {
  if (!segments_hold(object, (uintptr_t)code_address)) return false;
  for (uint32_t i = 0; i < object->segment_count && region_count < REGIONS; ++i) {
    const struct segment *segment = &object->segments[i];
    if (segment->is_writable) note_region(segment->start, segment->start + segment->bytes, object->read_only_end);
  }
  return true;
}

bool snapshot_init(const void *code_address) {
  region_count = region_bytes = 0;
  segments_each(note_library, (void *)(uintptr_t)code_address);
  allocations_use_arena();
  return region_bytes <= REGION_BYTES_AT_MOST;
}

bool snapshot_add(void *start, size_t bytes) {
  if (bytes == 0) return true;
  if (region_count == REGIONS || region_bytes + bytes > REGION_BYTES_AT_MOST) return false;
  note_region((uintptr_t)start, (uintptr_t)start + bytes, 0);
  return true;
}

size_t snapshot_bytes(void) { return region_bytes + allocations_arena_used(); }

bool snapshot_set_base(void) {
  base_arena_bytes = allocations_arena_used();
  if (base_arena_bytes > BASE_ARENA_BYTES_AT_MOST) return false;
  if (base == NULL) base = reserve(REGION_BYTES_AT_MOST + BASE_ARENA_BYTES_AT_MOST);
  unsigned char *to = base;
  for (size_t i = 0; i < region_count; ++i) {
    memcpy(to, regions[i].start, regions[i].bytes);
    to += regions[i].bytes;
  }
  memcpy(to, allocations_arena(), base_arena_bytes);
  return true;
}

/* A line that differs from the base: where it is, by address in this process, and what it holds. */
struct line {
  unsigned char *at;
  size_t bytes;
  unsigned char content[LINE_BYTES];
};

struct head {
  size_t arena_used;
  size_t lines;
};

static const unsigned char blank[LINE_BYTES];

/* What the base holds for `bytes` at this place of the arena. */
static const unsigned char *base_of_arena(size_t at, size_t bytes) {
  return at + bytes <= base_arena_bytes ? base + region_bytes + at : blank;
}

static size_t note_lines(struct line *lines, unsigned char *memory, const unsigned char *kept, size_t bytes) {
  size_t count = 0;
  for (size_t at = 0; at < bytes; at += LINE_BYTES) {
    size_t length = bytes - at < LINE_BYTES ? bytes - at : LINE_BYTES;
    if (memcmp(memory + at, kept + at, length) == 0) continue;
    lines[count] = (struct line){.at = memory + at, .bytes = length};
    memcpy(lines[count++].content, memory + at, length);
  }
  return count;
}

size_t snapshot_take(unsigned char *to, size_t room) {
  size_t used = allocations_arena_used(), most = snapshot_bytes() / LINE_BYTES + REGIONS + 1;
  if (sizeof(struct head) + most * sizeof(struct line) > room) return 0;
  struct line *lines = (struct line *)(void *)(to + sizeof(struct head));
  size_t count = 0;
  const unsigned char *kept = base;
  for (size_t i = 0; i < region_count; ++i) {
    count += note_lines(&lines[count], regions[i].start, kept, regions[i].bytes);
    kept += regions[i].bytes;
  }
  for (size_t at = 0; at < used; at += LINE_BYTES) {
    size_t length = used - at < LINE_BYTES ? used - at : LINE_BYTES;
    count += note_lines(&lines[count], allocations_arena() + at, base_of_arena(at, length), length);
  }
  *(struct head *)(void *)to = (struct head){used, count};
  return sizeof(struct head) + count * sizeof(struct line);
}

static void put_back(unsigned char *memory, const unsigned char *kept, size_t bytes) {
  for (size_t at = 0; at < bytes; at += LINE_BYTES) {
    size_t length = bytes - at < LINE_BYTES ? bytes - at : LINE_BYTES;
    if (memcmp(memory + at, kept + at, length) != 0) memcpy(memory + at, kept + at, length);
  }
}

void snapshot_restore(const unsigned char *from) {
  const struct head *head = (const struct head *)(const void *)from;
  const struct line *lines = (const struct line *)(const void *)(from + sizeof *head);
  size_t used = allocations_arena_used() > head->arena_used ? allocations_arena_used() : head->arena_used;
  const unsigned char *kept = base;
  for (size_t i = 0; i < region_count; ++i) {
    put_back(regions[i].start, kept, regions[i].bytes);
    kept += regions[i].bytes;
  }
  for (size_t at = 0; at < used; at += LINE_BYTES) {
    size_t length = used - at < LINE_BYTES ? used - at : LINE_BYTES;
    put_back(allocations_arena() + at, base_of_arena(at, length), length);
  }
  allocations_set_arena_used(head->arena_used);
  for (size_t i = 0; i < head->lines; ++i) memcpy(lines[i].at, lines[i].content, lines[i].bytes);
}
