/* Addresses to numbers: open addressing with linear probing, storage given once. Deletion shifts back, so that a map
 * which is emptied and filled for hours never slows down. */
#ifndef POOLPROOF_ADDRESS_MAP_H
#define POOLPROOF_ADDRESS_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct address_entry {
  uint64_t key; /* 0: empty */
  uint64_t value;
};

struct address_map {
  struct address_entry *entries;
  size_t mask;
  size_t used;
};

static inline size_t address_home(const struct address_map *map, uint64_t key) {
  return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & map->mask;
}

static inline struct address_entry *address_find(const struct address_map *map, uint64_t key) {
  for (size_t at = address_home(map, key);; at = (at + 1) & map->mask) {
    if (map->entries[at].key == key) return &map->entries[at];
    if (map->entries[at].key == 0) return NULL;
  }
}

/* False when the map is full (three quarters): the caller then knows less, never something wrong. */
static inline bool address_put(struct address_map *map, uint64_t key, uint64_t value) {
  if (map->used >= map->mask - map->mask / 4) return false;
  size_t at = address_home(map, key);
  while (map->entries[at].key != 0 && map->entries[at].key != key) at = (at + 1) & map->mask;
  if (map->entries[at].key == 0) ++map->used;
  map->entries[at] = (struct address_entry){key, value};
  return true;
}

/* Empty the entry at this place, and close the gap. */
static inline void address_close(struct address_map *map, size_t hole) {
  for (size_t at = (hole + 1) & map->mask; map->entries[at].key != 0; at = (at + 1) & map->mask) {
    size_t home = address_home(map, map->entries[at].key);
    if (((at - home) & map->mask) >= ((at - hole) & map->mask)) {
      map->entries[hole] = map->entries[at];
      hole = at;
    }
  }
  map->entries[hole].key = 0;
  --map->used;
}

static inline void address_remove(struct address_map *map, uint64_t key) {
  struct address_entry *found = address_find(map, key);
  if (found != NULL) address_close(map, (size_t)(found - map->entries));
}

#endif
