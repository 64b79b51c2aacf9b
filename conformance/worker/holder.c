#include "holder.h"

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
