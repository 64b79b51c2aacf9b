/* What the session and the native lane have in common as holders of what a pool lent. */
#ifndef POOLPROOF_HOLDER_H
#define POOLPROOF_HOLDER_H

#include "protocol.h"

/* What a holder knows of a pool: the addresses of its buffers, so many of them, and its handle. */
struct pool_addresses {
  const uint64_t *buffers;
  uint32_t known;
  uint64_t handle;
};

/* Write an operation's pattern over a block of so many bytes, to the last one: where its last word is a part of one, so much of
 * that is written. */
void holder_write(const struct operation *operation, unsigned char *block, uint32_t bytes, struct pool_addresses own);

/* How far from a block a neighbour lies, in bytes: `extra` chooses. Next to it, or so far that the number of the block there
 * is that of the first, in 8, 16 or 32 bits. */
uint64_t holder_distance(uint64_t extra, uint64_t block_bytes);

#endif
