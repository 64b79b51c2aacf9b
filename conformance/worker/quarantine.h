/* Memory that the subject gave back in destroy, kept from being used again for a while, and filled with a pattern: whoever
 * reads it finds nonsense, and whoever writes to it leaves a mark. Nobody may do either: no sound pool is blamed. */
#ifndef POOLPROOF_QUARANTINE_H
#define POOLPROOF_QUARANTINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was written to: of a block of `block_bytes` (0: nothing was), `count` bytes, the first at `at`. */
struct stale_write {
  uint32_t block_bytes;
  uint32_t at;
  uint32_t count;
};

/* From open to close, what is released is kept. */
void quarantine_open(void);
void quarantine_close(void);

/* False: the block is not kept, and is to be released. */
bool quarantine_take(void *block, size_t bytes);

/* Whether the block is kept: who releases it does so twice. */
bool quarantine_holds(const void *block);

/* Whether the address lies in a block that is kept: it is nobody's. */
bool quarantine_covers(uint64_t address);

/* Look at all that is kept, and say what was found first since the last time. */
struct stale_write quarantine_inspect(void);

/* The same, and let go of all of it. */
struct stale_write quarantine_empty(void);

/* The same while little is kept, as in a process that has run one short sequence: cheap enough for every operation, so that the
 * one which wrote is known. */
struct stale_write quarantine_glance(void);

#endif
