/* Addresses that no pool lends: what each entry of the foreign table comes to (OWN-1). */
#ifndef POOLPROOF_FOREIGN_H
#define POOLPROOF_FOREIGN_H

#include <stdbool.h>

#include "targets.h"

/* Call once, before the subject is loaded. */
void foreign_init(void);

/* Find the one that the operation speaks of. False where its holder can't be sure that it is none of the pool's buffers, or
 * nothing is there to make it from. `other`, `arena`: as target_find. */
bool foreign_find(const struct known_pool *pool, const struct known_pool *other, const void *arena,
                  const struct operation *operation, struct target *target);

/* Somewhere near, or far, on either side: 8 bytes to a block's, times a power of two, by 64 bits that were drawn. */
uint64_t foreign_distance(uint64_t drawn, uint64_t block_bytes);

/* The operation gives back a foreign address: which one its index says, and here is drawn where. */
void foreign_draw(struct operation *operation, uint64_t drawn, uint64_t block_bytes);

#endif
