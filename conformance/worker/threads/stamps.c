#include "stamps.h"

#include <string.h>

/* A larger block is written and looked at in its first and last bytes. */
enum { LOOKED_AT_BYTES = 2048, WORD_BYTES = 8, SIGN_AT = 56, THREAD_AT = 48, BLOCK_AT = 40, SIGN = 0x9E, BYTE = 0xFF };
static const uint64_t COUNT_MASK = (UINT64_C(1) << BLOCK_AT) - 1;

uint64_t stamp_of(uint32_t thread, uint32_t block, uint64_t written) {
  const uint64_t head = (uint64_t)SIGN << SIGN_AT | (uint64_t)(thread + 1) << THREAD_AT | (uint64_t)(block + 1) << BLOCK_AT;
  return head | (written & COUNT_MASK);
}

int32_t stamp_thread(uint64_t stamp) { return stamp >> SIGN_AT == SIGN ? (int32_t)(stamp >> THREAD_AT & BYTE) - 1 : -1; }

static void write_part(unsigned char *block, uint32_t from, uint32_t to, uint64_t stamp) {
  uint32_t at = from;
  for (; at + WORD_BYTES <= to; at += WORD_BYTES) memcpy(block + at, &stamp, WORD_BYTES);
  memcpy(block + at, &stamp, to - at);
}

static bool stands_in_part(const unsigned char *block, uint32_t from, uint32_t to, uint64_t stamp, uint64_t *seen) {
  uint32_t at = from;
  for (; at + WORD_BYTES <= to; at += WORD_BYTES) {
    memcpy(seen, block + at, WORD_BYTES);
    if (*seen != stamp) return false;
  }
  *seen = stamp;
  memcpy(seen, block + at, to - at);
  return *seen == stamp;
}

void stamp_write(unsigned char *block, uint32_t bytes, uint64_t stamp) {
  const bool is_large = bytes > 2 * LOOKED_AT_BYTES;
  write_part(block, 0, is_large ? (uint32_t)LOOKED_AT_BYTES : bytes, stamp);
  if (is_large) write_part(block, bytes - LOOKED_AT_BYTES, bytes, stamp);
}

bool stamp_stands(const unsigned char *block, uint32_t bytes, uint64_t stamp, uint64_t *seen) {
  const bool is_large = bytes > 2 * LOOKED_AT_BYTES;
  if (!stands_in_part(block, 0, is_large ? (uint32_t)LOOKED_AT_BYTES : bytes, stamp, seen)) return false;
  return !is_large || stands_in_part(block, bytes - LOOKED_AT_BYTES, bytes, stamp, seen);
}
