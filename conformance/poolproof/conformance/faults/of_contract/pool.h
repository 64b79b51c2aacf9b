/* The sound pool of any contract. `terms.h`, which is made of a contract, says which.
 *
 *   get     -> size_fits? -> next (which block) -> prepare (what it holds) -> lent
 *   return  -> locate (whose block, if anybody's) -> misuse? -> retire -> come_back -> free
 *
 * A fault defines OWN_<hook> before it includes this file, and writes <hook> itself; plain_<hook> stays at hand. What the
 * contract leaves undefined ends the process here, and so does a function that it promises nothing of: who judges by the
 * contract never calls it so. What the contract leaves open is done in an odd way: who takes the usual for promised blames
 * this pool. */
#ifndef OF_CONTRACT_POOL_H
#define OF_CONTRACT_POOL_H

/* What a contract, or a fault, has no use for. */
#pragma GCC diagnostic ignored "-Wunused-function"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "blockpool.h"
#include "terms.h"

enum { STATE_FRESH, STATE_LENT, STATE_RETURNED, STATE_REVOKED };
#ifndef SPARE_BLOCKS
#define SPARE_BLOCKS 3
#endif
enum { GROWTHS = 5, SPARE = CAPACITY_EXACT || STORAGE_GIVEN ? 0 : SPARE_BLOCKS };
enum { NOWHERE = UINT32_MAX };
/* What stands in memory that means nothing. */
enum { RUBBISH_LENT = 0xA7, RUBBISH_FREE = 0x5A };

#ifdef POOL_FIELDS
#define HAS_POOL_FIELDS
#else
#define POOL_FIELDS
#endif

/* All that changes, where nobody may be waited for. */
struct word {
  _Alignas(IS_WORD ? 16 : 8) uint64_t order;
  uint64_t rest;
};

struct chunk {
  unsigned char *memory; /* where its first block begins */
  void *taken;           /* what is to be freed; NULL: nothing is */
};

struct pp_pool {
  pp_pool *before, *after; /* in the list of those that live */
  uint32_t count;          /* asked for */
  uint32_t capacity;       /* there are so many blocks now */
  uint32_t limit;          /* the tables have room for so many */
  uint32_t free_count;     /* without those that stand in `creation` from `fresh_next` on */
  uint32_t lent_count;
  uint32_t peak;
  uint32_t fresh_next; /* with fresh_first: the next in `creation` */
  uint32_t head;       /* where in `order` the first stands */
  uint32_t *order;     /* a ring of free blocks: the first is next */
  uint32_t *creation;  /* all of them, in the order after create */
  uint8_t *states;
  uint8_t *is_free; /* by number: with lowest-address it says what is next */
  bool was_cleared;
  bool pushes_back; /* with any order: where the next that comes back goes */
  struct chunk chunks[GROWTHS];
  unsigned char *records;
  void *records_taken;
  uint32_t records_used;
  bool is_copy; /* on which an operation is tried (pool/word.h) */
  struct word word;
  char fields_begin[8];
  POOL_FIELDS
  char fields_end[8];
};

#define BLOCK_STRIDE ((size_t)((BLOCK_SIZE + BLOCK_ALIGN - 1) / BLOCK_ALIGN * BLOCK_ALIGN))
#define RECORD_STRIDE ((size_t)((RECORD_SIZE + RECORD_ALIGN - 1) / RECORD_ALIGN * RECORD_ALIGN))

enum whose { WHOSE_NULL, WHOSE_FOREIGN, WHOSE_OTHER_POOL, WHOSE_INTERIOR, WHOSE_RECORD, WHOSE_OWN };
struct place {
  int kind; /* of enum whose */
  uint32_t number;
};

/* What an operation answers that should not succeed. */
static int answer(int how, int code) {
  if (how == ANSWER_ABORTS || how == ANSWER_UNDEFINED) abort();
  return code;
}

/* What nothing is promised of is not called. */
static void promised(bool is_promised) {
  if (!is_promised) abort();
}

/* ---- hooks ---- */

static unsigned char *block_at(const pp_pool *pool, uint32_t number);
static unsigned char *record_at(const pp_pool *pool, uint32_t number);
static bool size_fits(size_t size);
static struct place locate(pp_pool *pool, const void *address);
static void fill_order(pp_pool *pool);
static uint32_t next(pp_pool *pool);
static void come_back(pp_pool *pool, uint32_t number);
static void prepare(pp_pool *pool, uint32_t number);
static void retire(pp_pool *pool, uint32_t number);
static void prepare_record(pp_pool *pool, uint32_t number);
static bool grow(pp_pool *pool);
static int exhausted(pp_pool *pool);
static int too_large(pp_pool *pool);
static int misuse(pp_pool *pool, enum whose whose, int state);
static int get(pp_pool *pool, void **block);
static int give_back(pp_pool *pool, void *block);
static void lock(void);
static void unlock(void);
static bool exchanged(pp_pool *pool, struct word *from, struct word to);
static int shared_get(pp_pool *pool, void **block);
static int shared_give_back(pp_pool *pool, void *block);
static void load_state(pp_pool *pool);
static void store_state(pp_pool *pool);

#include "pool/memory.h"
#include "pool/places.h"
/* needs both */
#include "pool/orders.h"
/* needs all of these */
#include "pool/operations.h"
#include "pool/sharing.h"
/* the last: what the library exports */
#include "pool/exports.h"

#endif
