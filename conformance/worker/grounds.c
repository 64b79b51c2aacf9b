#include "grounds.h"

#include <stdlib.h>
#include <string.h>

#include "reserve.h"

enum { GROUND_BYTE = 0xA5, MISALIGNED_BY = 8 };

/* What addresses point into, each with its margins. */
enum ground { GROUND_FIRST, GROUND_SECOND, GROUND_STACK, GROUND_HEAP, GROUNDS };
static unsigned char *grounds[GROUNDS];

static unsigned char *aligned(unsigned char *at, uint64_t align) {
  return at + (align - (uint64_t)(uintptr_t)at % align) % align;
}

void grounds_init(const struct terms *terms, unsigned char *stack) {
  if (terms->binding == 1) return;
  const uint64_t align = terms->block_align, stride = (terms->block_bytes + align - 1) / align * align;
  unsigned char *apart = reserve(align + stride + MISALIGNED_BY + 2 * GROUND_BYTES);
  grounds[GROUND_FIRST] = aligned(apart + GROUND_BYTES, align);
  grounds[GROUND_SECOND] = grounds[GROUND_FIRST] + stride;
  grounds[GROUND_STACK] = aligned(stack + GROUND_BYTES, 64);
  unsigned char *heap = malloc(STACK_GROUND_BYTES);
  if (heap != NULL) grounds[GROUND_HEAP] = aligned(heap + GROUND_BYTES, 64);
  grounds_forget();
}

void grounds_forget(void) {
  for (uint32_t i = 0; i < GROUNDS; ++i) {
    if (grounds[i] != NULL) memset(grounds[i] - GROUND_BYTES, GROUND_BYTE, 2 * GROUND_BYTES);
  }
}

static unsigned char *place_of(enum foreign_address which) {
  switch (which) {
    case FOREIGN_OF_THE_WORKER:
      return grounds[GROUND_FIRST];
    case FOREIGN_MISALIGNED:
      return grounds[GROUND_FIRST] + MISALIGNED_BY;
    case FOREIGN_OF_THE_WORKER_TOO:
      return grounds[GROUND_SECOND];
    case FOREIGN_STACK:
      return grounds[GROUND_STACK];
    case FOREIGN_HEAP:
      return grounds[GROUND_HEAP];
    default:
      return NULL;
  }
}

bool grounds_find(enum foreign_address which, struct target *target) {
  *target = (struct target){(uint64_t)(uintptr_t)place_of(which), -1};
  return target->address != 0;
}
