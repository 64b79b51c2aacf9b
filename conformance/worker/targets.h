/* Which address a return gives back: the same for whoever holds what a pool lent, the session, the native lane, and the drivers
 * over the lane. */
#ifndef POOLPROOF_TARGETS_H
#define POOLPROOF_TARGETS_H

#include <stdbool.h>

#include "gone.h"
#include "protocol.h"

/* Numbers of blocks, most recent last. */
struct numbers {
  const uint32_t *numbers;
  uint32_t count;
};

/* What its holder knows of a pool. Addresses by number. */
struct known_pool {
  uint64_t handle;
  uint32_t block_bytes;
  uint32_t record_bytes;
  uint32_t soa_total; /* as it was created: what the usage says later may be wrong */
  uint32_t soa_known;
  const uint64_t *soa;
  struct numbers lent;
  struct numbers returned;
  struct numbers revoked;
  const uint64_t *receipts;
  const struct gone_buffers *gone; /* of pools that have ended; NULL where no books are kept of them */
  struct numbers receipts_lent;    /* its numbers are NULL where each stands at its own place */
};

struct target {
  uint64_t address;
  int32_t number; /* of the block that it is, or was made from; or -1 */
};

/* Find the target of a return. False when there is none in the state at hand. `other` is another live pool some of whose
 * buffers are known, or NULL; `arena`: memory of the holder's, with a page before it that can't be read. */
bool target_find(const struct known_pool *pool, const struct known_pool *other, const void *arena,
                 const struct operation *operation, struct target *target);

/* Whether it speaks of a buffer of another pool. */
bool target_needs_another(const struct operation *operation);

/* Whether the holder has seen a buffer of the pool there, and whether it has seen all that there are. */
bool target_is_known(const struct known_pool *pool, uint64_t address);
bool target_all_are_known(const struct known_pool *pool);

#endif
