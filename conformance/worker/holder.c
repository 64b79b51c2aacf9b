#include "holder.h"

#include <string.h>

enum { WORD_BYTES = 8 };

/* What a holder writes to: words, of which the last may be a part of one. */
struct page {
  unsigned char *block;
  uint32_t bytes;
  uint32_t words;
};

static void put(const struct page *page, uint32_t word, uint64_t value) {
  const uint32_t left = page->bytes - word * WORD_BYTES;
  memcpy(page->block + (size_t)word * WORD_BYTES, &value, left < WORD_BYTES ? left : WORD_BYTES);
}

/* Words that grow, or stay: two in turn, each by so much further than the one before it. */
static void fill(const struct page *page, uint64_t even, uint64_t odd, uint64_t step) {
  for (uint32_t word = 0; word < page->bytes / WORD_BYTES; ++word) {
    const uint64_t value = (word % 2 == 0 ? even : odd) + step * word;
    memcpy(page->block + (size_t)word * WORD_BYTES, &value, sizeof value);
  }
  const uint32_t last = page->words - 1;
  put(page, last, (last % 2 == 0 ? even : odd) + step * last);
}

/* From one on, around the end to the first. */
static void fill_with_addresses(const struct page *page, uint32_t first, const uint64_t *addresses, uint32_t known) {
  uint32_t at = first % known;
  for (uint32_t word = 0; word < page->words; ++word) {
    put(page, word, addresses[at]);
    if (++at == known) at = 0;
  }
}

void holder_write(const struct operation *operation, unsigned char *block, uint32_t bytes, struct pool_addresses own) {
  const struct page page = {block, bytes, (bytes + WORD_BYTES - 1) / WORD_BYTES};
  const uint64_t value = operation->value;
  switch ((enum write_pattern)operation->target) {
    case PATTERN_ONE_WORD:
      put(&page, operation->extra % page.words, value);
      break;
    case PATTERN_BYTES:
      block[operation->extra % bytes] = (unsigned char)value;
      break;
    case PATTERN_CANCEL_SUM:
      fill(&page, value, 0 - value, 0);
      break;
    case PATTERN_CANCEL_XOR:
      fill(&page, 0, 0, 0);
      put(&page, operation->extra % page.words, value);
      put(&page, (operation->extra + 1) % page.words, value);
      break;
    case PATTERN_ADDRESSES:
      if (own.known == 0) {
        fill(&page, value, value, 0);
      } else {
        fill_with_addresses(&page, operation->index, own.buffers, own.known);
      }
      break;
    case PATTERN_HANDLE:
      fill(&page, own.handle, own.handle, 0);
      break;
    case PATTERN_COUNT_UP:
      fill(&page, value, value, 1);
      break;
    case PATTERN_FILL:
      fill(&page, value, value, 0);
      break;
  }
}

uint64_t holder_distance(uint64_t extra, uint64_t block_bytes) {
  const uint64_t distances[] = {block_bytes, 64, block_bytes << 8, block_bytes << 16, block_bytes << 32};
  return distances[extra % (sizeof distances / sizeof distances[0])];
}
