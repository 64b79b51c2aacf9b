#define _GNU_SOURCE
#include "holder.h"

#include <stdlib.h>
#include <unistd.h>

#include "bufferpool.h"

/* From one on, around the end to the first. */
static void fill_with_addresses(uint64_t *words, uint32_t count, uint32_t first, const uint64_t *addresses, uint32_t known) {
  uint32_t at = first % known;
  for (uint32_t place = 0; place < count; ++place) {
    words[place] = addresses[at];
    if (++at == known) at = 0;
  }
}

static void fill(uint64_t *words, uint32_t count, uint64_t value) {
  for (uint32_t place = 0; place < count; ++place) words[place] = value;
}

void holder_write(const struct operation *operation, uint64_t *words, uint32_t count, struct pool_addresses own) {
  const uint64_t value = operation->value;
  switch ((enum write_pattern)operation->target) {
    case PATTERN_ONE_WORD:
      words[operation->extra % count] = value;
      break;
    case PATTERN_BYTES:
      ((unsigned char *)words)[operation->extra % (8 * count)] = (unsigned char)value;
      break;
    case PATTERN_CANCEL_SUM:
      for (uint32_t place = 0; place < count; ++place) words[place] = place % 2 == 0 ? value : 0 - value;
      break;
    case PATTERN_CANCEL_XOR:
      fill(words, count, 0);
      words[operation->extra % count] = words[(operation->extra + 1) % count] = value;
      break;
    case PATTERN_ADDRESSES:
      if (own.known == 0) {
        fill(words, count, value);
      } else {
        fill_with_addresses(words, count, operation->index, own.buffers, own.known);
      }
      break;
    case PATTERN_HANDLE:
      fill(words, count, own.handle);
      break;
    case PATTERN_COUNT_UP:
      for (uint32_t place = 0; place < count; ++place) words[place] = value + place;
      break;
    case PATTERN_FILL:
      fill(words, count, value);
      break;
  }
}

uint64_t holder_distance(uint64_t extra) {
  static const uint64_t distances[] = {sizeof(bp_soa), 64, sizeof(bp_soa) << 8, sizeof(bp_soa) << 16, sizeof(bp_soa) << 32};
  return distances[extra % (sizeof distances / sizeof distances[0])];
}

/* A block of the same heap that pools live on. */
static uint64_t heap_address(void) {
  static void *block;
  if (block == NULL) block = aligned_alloc(64, 256);
  return (uint64_t)(uintptr_t)block;
}

/* Above every frame. */
static uint64_t stack_address(void) { return (uint64_t)(uintptr_t)environ & ~UINT64_C(63); }

/* A buffer's address but for some bits; before any buffer is known, the worker's. */
static uint64_t differing(uint64_t buffer, uint64_t like_it, uint64_t base) { return buffer != 0 ? like_it : base; }

uint64_t holder_foreign_address(uint32_t which, const void *arena, uint64_t buffer) {
  uint64_t base = (uint64_t)(uintptr_t)arena;
  switch ((enum foreign_address)(which % FOREIGN_ADDRESSES)) {
    case FOREIGN_OF_THE_WORKER:
      return base + 1024;
    case FOREIGN_MISALIGNED:
      return base + 1024 + 8;
    case FOREIGN_LOW:
      return 64;
    case FOREIGN_TOP:
      return UINT64_MAX - 63;
    case FOREIGN_UNREADABLE:
      return base - 4096;
    case FOREIGN_ONE:
      return 1;
    case FOREIGN_NOT_CANONICAL:
      return UINT64_C(1) << 63;
    case FOREIGN_OF_THE_WORKER_TOO:
      return base + 1024 + sizeof(bp_soa);
    case FOREIGN_UPPER_HALF_DIFFERS:
      return differing(buffer, buffer + (UINT64_C(1) << 32), base);
    case FOREIGN_TAGGED_AT_TOP:
      return differing(buffer, buffer | UINT64_C(1) << 63, base);
    case FOREIGN_TAGGED_ABOVE_USER:
      return differing(buffer, buffer | UINT64_C(1) << 48, base);
    case FOREIGN_STACK:
      return stack_address();
    case FOREIGN_HEAP:
      return heap_address();
  }
  return 0;
}
