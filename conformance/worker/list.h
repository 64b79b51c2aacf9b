/* Numbers of blocks in the order in which something happened to them, the most recent last. It is mostly the last that goes, or
 * the first: both take no time, however many there are. */
#ifndef POOLPROOF_LIST_H
#define POOLPROOF_LIST_H

#include <stdint.h>
#include <string.h>

struct list {
  uint32_t *numbers;
  uint32_t count;
  uint32_t *room;
  uint32_t *end;
};

enum { LIST_NOWHERE = UINT32_MAX };

/* In room for so many: for all that there ever are at once, and better for twice as many. */
static inline struct list list_in(uint32_t *room, size_t numbers) { return (struct list){room, 0, room, room + numbers}; }

static inline void list_add(struct list *list, uint32_t number) {
  if (list->numbers + list->count == list->end) {
    memmove(list->room, list->numbers, list->count * sizeof list->room[0]); /* some have gone in front */
    list->numbers = list->room;
  }
  list->numbers[list->count++] = number;
}

/* Where it stands. */
static inline uint32_t list_find(const struct list *list, uint32_t number) {
  for (uint32_t at = 0; at < list->count; ++at) {
    if (list->numbers[list->count - 1 - at] == number) return list->count - 1 - at;
    if (list->numbers[at] == number) return at;
  }
  return (uint32_t)LIST_NOWHERE;
}

static inline void list_take_out(struct list *list, uint32_t at) {
  --list->count;
  if (list->count == 0) {
    list->numbers = list->room;
  } else if (at == 0) {
    ++list->numbers;
  } else if (at != list->count) {
    memmove(&list->numbers[at], &list->numbers[at + 1], (list->count - at) * sizeof list->numbers[0]);
  }
}

static inline void list_empty(struct list *list) {
  list->numbers = list->room;
  list->count = 0;
}

#endif
