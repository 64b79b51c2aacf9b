/* Wiping a block: a few stores for as many bytes as are known when compiled, and as few as can be for those that are not. */
#ifndef BLOCKPOOL_INLINE_ZEROS_H
#define BLOCKPOOL_INLINE_ZEROS_H

#include <string.h>

#include "compiler.h"

enum {
  POOL_LINE_BYTES = 64,
  POOL_LINES_AT_MOST = 8 /* of those that are wiped by stores written out: beyond, a call of memset is no matter */
};

#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__) || defined(__aarch64__))

/* At any address: blocks may have any alignment, and where they have one this costs nothing. For the rest see
 * bufferpool_inline/stores.h, where these are measured: 32 bytes also where registers have 16 or 64, but not on aarch64;
 * downwards; and no memset, of which gcc 12 makes `rep stosq`. */
#ifdef __aarch64__
typedef uint64_t pool_part __attribute__((vector_size(16), may_alias, aligned(1)));
#else
typedef uint64_t pool_part __attribute__((vector_size(32), may_alias, aligned(1)));
#endif

static inline void pool_zero_line(unsigned char *line) {
  pool_part *const part = POOL_CAST(pool_part *, line);
  const pool_part zero = {0};
#ifdef __aarch64__
  part[3] = zero;
  part[2] = zero;
#endif
  part[1] = zero;
  part[0] = zero;
}

#else

static inline void pool_zero_line(unsigned char *line) { memset(line, 0, POOL_LINE_BYTES); }

#endif

/* Fewer bytes than a line has. */
static inline void pool_zero_rest(unsigned char *rest, size_t bytes) {
  if ((bytes & 32) != 0) {
    memset(rest, 0, 32);
    rest += 32;
  }
  if ((bytes & 16) != 0) {
    memset(rest, 0, 16);
    rest += 16;
  }
  if ((bytes & 8) != 0) {
    memset(rest, 0, 8);
    rest += 8;
  }
  if ((bytes & 4) != 0) {
    memset(rest, 0, 4);
    rest += 4;
  }
  if ((bytes & 2) != 0) {
    memset(rest, 0, 2);
    rest += 2;
  }
  if ((bytes & 1) != 0) {
    *rest = 0;
  }
}

static inline void pool_zero(void *block, size_t bytes) {
  unsigned char *const first = POOL_CAST_NUMBER(unsigned char *, block);
  const size_t lines = bytes / POOL_LINE_BYTES;
  const size_t rest = bytes % POOL_LINE_BYTES;
  if (lines > POOL_LINES_AT_MOST) {
    memset(block, 0, pool_hidden_size(bytes));
    return;
  }
  if (rest != 0) {
    pool_zero_rest(first + lines * POOL_LINE_BYTES, rest);
  }
  switch (lines) {
    case 8:
      pool_zero_line(first + 448); /* fall through */
    case 7:
      pool_zero_line(first + 384); /* fall through */
    case 6:
      pool_zero_line(first + 320); /* fall through */
    case 5:
      pool_zero_line(first + 256); /* fall through */
    case 4:
      pool_zero_line(first + 192); /* fall through */
    case 3:
      pool_zero_line(first + 128); /* fall through */
    case 2:
      pool_zero_line(first + 64); /* fall through */
    case 1:
      pool_zero_line(first); /* fall through */
    default:
      break;
  }
}

#endif
