/* Wiping a block: a few stores for as many bytes as are known when compiled, and as few as can be for those that are not. */
#ifndef BLOCKPOOL_INLINE_ZEROS_H
#define BLOCKPOOL_INLINE_ZEROS_H

#include <string.h>

#include "compiler.h"

#define POOL_LINE_BYTES POOL_CAST_NUMBER(size_t, 64)
/* From here on a call of memset is no matter; below it stores are written out. */
#define POOL_BYTES_OF_MEMSET POOL_CAST_NUMBER(size_t, 1024)

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

/* From the end downwards, by the powers of two in `bytes`: that comes to stores alone where bytes is known when compiled, and
 * elsewhere to a few branches, each of which goes the same way for all blocks of a pool. */
POOL_ALWAYS_INLINE unsigned char *pool_zero_last_bytes(unsigned char *end, size_t bytes) {
  if ((bytes & 1) != 0) {
    end -= 1;
    *end = 0;
  }
  if ((bytes & 2) != 0) {
    end -= 2;
    memset(end, 0, 2);
  }
  if ((bytes & 4) != 0) {
    end -= 4;
    memset(end, 0, 4);
  }
  if ((bytes & 8) != 0) {
    end -= 8;
    memset(end, 0, 8);
  }
  if ((bytes & 16) != 0) {
    end -= 16;
    memset(end, 0, 16);
  }
  if ((bytes & 32) != 0) {
    end -= 32;
    memset(end, 0, 32);
  }
  return end;
}

POOL_ALWAYS_INLINE void pool_zero_two_lines(unsigned char *lines) {
  pool_zero_line(lines + POOL_LINE_BYTES);
  pool_zero_line(lines);
}

POOL_ALWAYS_INLINE void pool_zero_four_lines(unsigned char *lines) {
  pool_zero_two_lines(lines + 2 * POOL_LINE_BYTES);
  pool_zero_two_lines(lines);
}

POOL_ALWAYS_INLINE void pool_zero_last_lines(unsigned char *end, size_t bytes) {
  if ((bytes & 64) != 0) {
    end -= 64;
    pool_zero_line(end);
  }
  if ((bytes & 128) != 0) {
    end -= 128;
    pool_zero_two_lines(end);
  }
  if ((bytes & 256) != 0) {
    end -= 256;
    pool_zero_four_lines(end);
  }
  if ((bytes & 512) != 0) {
    pool_zero_four_lines(end - 256);
    pool_zero_four_lines(end - 512);
  }
}

POOL_ALWAYS_INLINE void pool_zero(void *block, size_t bytes) {
  unsigned char *const first = POOL_CAST_NUMBER(unsigned char *, block);
  if (bytes >= POOL_BYTES_OF_MEMSET) {
    memset(block, 0, pool_hidden_size(bytes));
  } else {
    pool_zero_last_lines(pool_zero_last_bytes(first + bytes, bytes), bytes);
  }
}

#endif
