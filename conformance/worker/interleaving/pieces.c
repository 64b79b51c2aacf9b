#include "pieces.h"

#include <string.h>

#include "room.h"
#include "snapshots.h"
#include "table.h"

enum { UNIT = 16 }; /* a piece's number is its place in units of so many bytes */

static unsigned char *room;
static size_t room_bytes, used;
static struct table numbers;

bool pieces_init(size_t bytes_at_most) {
  room_bytes = bytes_at_most / UNIT < NO_PIECE ? bytes_at_most : (size_t)UNIT * (NO_PIECE - 1);
  room = room_take(room_bytes);
  return room != NULL;
}

uint32_t pieces_keep(const unsigned char *bytes, size_t count) {
  const uint32_t next = (uint32_t)(used / UNIT), length = (uint32_t)count;
  const size_t taken = (sizeof length + count + UNIT - 1) / UNIT * UNIT;
  if (used + taken > room_bytes) return NO_PIECE;
  const uint32_t number = table_number(&numbers, snapshots_digest(bytes, count), next);
  if (number != next || number == NO_NUMBER) return number;
  memcpy(room + used, &length, sizeof length);
  memcpy(room + used + sizeof length, bytes, count);
  used += taken;
  return number;
}

size_t pieces_copy(uint32_t piece, unsigned char *to) {
  const unsigned char *from = room + (size_t)piece * UNIT;
  uint32_t length;
  memcpy(&length, from, sizeof length);
  memcpy(to, from + sizeof length, length);
  return length;
}

void pieces_empty(void) {
  room_clear(room, used);
  table_empty(&numbers);
  used = 0;
}

size_t pieces_bytes(void) { return used + table_bytes(&numbers); }
