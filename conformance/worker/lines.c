#include "lines.h"

#include "reserve.h"

/* Of one block: where blocks are that much larger than records, more of those share a line. */
enum { LINES_AT_MOST_SHIFT = 8 };

static uint32_t whole_bits(uint32_t bytes) {
  uint32_t bits = 0;
  while (bytes >> (bits + 1) != 0) ++bits;
  return bits;
}

void lines_init(struct lines *lines, uint32_t smallest, uint32_t largest, size_t entries) {
  uint32_t shift = whole_bits(smallest), at_least = whole_bits(largest);
  at_least = at_least > LINES_AT_MOST_SHIFT ? at_least - LINES_AT_MOST_SHIFT : 0;
  lines->shift = shift > at_least ? shift : at_least;
  lines->map = (struct address_map){reserve(entries * sizeof(struct address_entry)), entries - 1, 0};
}

/* Keys are not 0. */
static uint64_t key_of(uint64_t line) { return line + 1; }

/* When the map is full, less is known, and never something wrong. */
static void add(struct address_map *map, uint64_t key, uint64_t name) {
  if (map->used >= map->mask - map->mask / 4) return;
  size_t at = address_home(map, key);
  while (map->entries[at].key != 0) at = (at + 1) & map->mask;
  map->entries[at] = (struct address_entry){key, name};
  ++map->used;
}

static void take_out(struct address_map *map, uint64_t key, uint64_t name) {
  for (size_t at = address_home(map, key); map->entries[at].key != 0; at = (at + 1) & map->mask) {
    if (map->entries[at].key != key || map->entries[at].value != name) continue;
    address_close(map, at);
    return;
  }
}

void lines_enter(struct lines *lines, uint64_t address, uint32_t bytes, uint64_t name) {
  const uint64_t last = (address + bytes - 1) >> lines->shift;
  for (uint64_t line = address >> lines->shift; line <= last; ++line) add(&lines->map, key_of(line), name);
}

void lines_leave(struct lines *lines, uint64_t address, uint32_t bytes, uint64_t name) {
  const uint64_t last = (address + bytes - 1) >> lines->shift;
  for (uint64_t line = address >> lines->shift; line <= last; ++line) take_out(&lines->map, key_of(line), name);
}

struct line_search lines_search(const struct lines *lines, uint64_t address, uint32_t bytes) {
  const uint64_t first = address >> lines->shift;
  return (struct line_search){first, (address + bytes - 1) >> lines->shift, address_home(&lines->map, key_of(first))};
}

uint64_t lines_next(const struct lines *lines, struct line_search *search) {
  const struct address_map *map = &lines->map;
  while (search->line <= search->last) {
    const struct address_entry entry = map->entries[search->at];
    const uint64_t key = key_of(search->line);
    if (entry.key == 0) {
      ++search->line;
      search->at = address_home(map, key_of(search->line));
      continue;
    }
    search->at = (search->at + 1) & map->mask;
    if (entry.key == key) return entry.value;
  }
  return 0;
}
