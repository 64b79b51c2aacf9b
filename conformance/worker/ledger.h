/* The books of whoever holds what pools lent: every block that was ever seen, where it is now, and what its holder left in it.
 *
 *   never seen --> lent --> returned --> lent ...
 *                       \-> revoked by a clear --> lent ...
 *
 * Blocks are numbered in the order in which their pool first handed them out, so that no address enters a verdict. */
#ifndef POOLPROOF_LEDGER_H
#define POOLPROOF_LEDGER_H

#include <stdbool.h>

#include "address_map.h"
#include "gone.h"
#include "lines.h"
#include "list.h"
#include "protocol.h"
#include "targets.h"

/* Where a block is. */
enum block_place {
  PLACE_LENT = 1,
  PLACE_RETURNED = 2,
  PLACE_REVOKED = 3,
  PLACE_CHANGED = 4 /* returned, and it was told that it no longer holds what it should */
};

/* Of one pool: of its blocks, or of its records. */
struct book {
  enum lent_kind kind;
  uint32_t bytes;
  uint32_t align;
  uint32_t known;
  uint32_t limit;
  uint64_t *addresses;
  unsigned char *places;
  unsigned char *shadows; /* what the holder last wrote, block by block */
  struct list lent;
  struct list returned;
  struct list revoked;
  uint32_t settled;        /* among the returned: from here on no clear came since */
  uint32_t inspected;      /* where in `lent` the next inspection starts */
  uint32_t inspected_free; /* and in `returned` */
};

struct storage;

struct pool {
  void *handle; /* NULL of a living one, where the library has no create */
  bool alive;
  bool variables_go;       /* what comes with a call to it is gone once that is over */
  struct storage *storage; /* that it was given; NULL: it was given none */
  uint32_t total;          /* blocks, as it was created: what the usage says later may be wrong */
  struct book blocks;
  struct book records;
};

struct ledger {
  struct pool pools[POOL_SLOTS];
  struct gone_buffers gone;
  uint32_t pools_end;         /* no pool from here on is alive */
  uint32_t living;            /* in the process, with those that nobody knows any more */
  struct address_map numbers; /* (pool, kind, address) to number */
  struct lines lines;         /* what is lent */
};

/* Call once, before the address space is limited. */
void ledger_init(struct ledger *ledger, const struct terms *terms);

/* Whether the books of this pool have room for so many blocks. Those of a count that nobody is to ask for have. */
bool ledger_has_room(const struct ledger *ledger, uint32_t pool, const struct terms *terms, uint32_t count);

/* A pool begins. */
void ledger_open(struct ledger *ledger, uint32_t pool, void *handle, uint32_t total);

/* It ends, and all that was lent of it; or it lives on, and nobody knows it any more. */
void ledger_close(struct ledger *ledger, uint32_t pool, bool has_ended);

/* The lent block whose bytes the range shares, if any: ISO-2. */
bool ledger_overlap(struct ledger *ledger, uint64_t address, uint32_t bytes, struct block_name *name);

/* The number of the block there, or -1; and that of a new one, or -1 where there is no more room. */
int32_t ledger_find(const struct ledger *ledger, uint32_t pool, const struct book *book, uint64_t address);
int32_t ledger_enter(struct ledger *ledger, uint32_t pool, struct book *book, uint64_t address);

/* Whether its holder gave it back, and no clear came since: what it holds may be promised. */
bool ledger_is_settled(const struct book *book, uint32_t number);

/* Where it goes. */
void ledger_lend(struct ledger *ledger, uint32_t pool, struct book *book, uint32_t number);
void ledger_give_back(struct ledger *ledger, uint32_t pool, struct book *book, uint32_t number);
void ledger_revoke_all(struct ledger *ledger, uint32_t pool, struct book *book);

/* What is to be known of a pool in order to find a target. */
struct known_pool ledger_known(const struct pool *pool);

static inline unsigned char *shadow_of(const struct book *book, uint32_t number) {
  return book->shadows + (size_t)number * book->bytes;
}

#endif
