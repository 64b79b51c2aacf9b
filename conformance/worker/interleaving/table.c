#include "table.h"

#include <stdbool.h>

#include "room.h"

enum { ROOM_AT_FIRST = 1 << 12, DIGEST_SHIFT = 20 };

struct table_place {
  struct digest digest;
  uint32_t number; /* plus one; 0: it is free */
};

/* Where it stands, or would stand. */
static struct table_place *find(const struct table *table, struct digest digest) {
  uint32_t at = (uint32_t)(digest.first >> DIGEST_SHIFT) & (table->room - 1);
  while (table->places[at].number != 0) {
    const struct digest *there = &table->places[at].digest;
    if (there->first == digest.first && there->second == digest.second) break;
    at = (at + 1) & (table->room - 1);
  }
  return &table->places[at];
}

static bool grow(struct table *table) {
  if (table->room > UINT32_MAX / 4) return false;
  const struct table before = *table;
  const uint32_t room = before.room != 0 ? before.room * 2 : (uint32_t)ROOM_AT_FIRST;
  struct table_place *places = room_take(room * sizeof places[0]);
  if (places == NULL) return false;
  table->places = places;
  table->room = room;
  for (uint32_t i = 0; i < before.room; ++i) {
    if (before.places[i].number != 0) *find(table, before.places[i].digest) = before.places[i];
  }
  room_give_back(before.places, table_bytes(&before));
  return true;
}

uint32_t table_number(struct table *table, struct digest digest, uint32_t next) {
  if (table->count >= table->room / 2 && !grow(table)) return NO_NUMBER;
  struct table_place *place = find(table, digest);
  if (place->number == 0) {
    *place = (struct table_place){digest, next + 1};
    ++table->count;
  }
  return place->number - 1;
}

void table_empty(struct table *table) {
  room_clear(table->places, table_bytes(table));
  table->count = 0;
}

size_t table_bytes(const struct table *table) { return table->room * sizeof(struct table_place); }
