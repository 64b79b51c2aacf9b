/* Which buffer stands at an address: for the rivals that check what is returned, by the same arithmetic as the project's pool,
 * so that none of them loses by a division. */
#ifndef POOLPROOF_RIVALS_BUFFER_INDEX_H
#define POOLPROOF_RIVALS_BUFFER_INDEX_H

#include <bufferpool.h>

/* A number beyond every capacity where no buffer starts: multiplication by the inverse of 3 and rotation take 192 * i to i, and
 * being bijections they take nothing else there. */
static inline uint64_t rival_buffer_index(const bp_soa *first, const bp_soa *buffer) {
  const uint64_t scaled = ((uint64_t)(uintptr_t)buffer - (uint64_t)(uintptr_t)first) * UINT64_C(0xAAAAAAAAAAAAAAAB);
  return scaled >> 6 | scaled << 58;
}

#endif
