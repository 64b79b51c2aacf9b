/* What a holder sees in the blocks that it was lent: when they come, while it holds them, and after it gave them back. */
#ifndef POOLPROOF_INSPECTION_H
#define POOLPROOF_INSPECTION_H

#include "ledger.h"

/* What the block or the record at this address holds, just handed out, against what the contract promises. `number`: its own,
 * or -1 where it was never seen; before it is lent in the books. */
void inspect_at_get(const struct terms *terms, const struct book *book, int32_t number, const unsigned char *block,
                    struct observation *observation);

/* Whether all that is lent holds what its holder wrote, and what is free what the contract promises: at some of it, in turn, or
 * at all. */
struct inspection {
  const struct terms *terms;
  uint32_t pool; /* where the next inspection starts */
};
void inspect_pools(struct inspection *inspection, struct ledger *ledger, bool every_pool, bool every_block,
                   struct observation *observation);

#endif
