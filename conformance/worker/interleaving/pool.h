/* The subject's pool: made, called by whatever binding, and its blocks by number. */
#ifndef POOLPROOF_INTERLEAVING_POOL_H
#define POOLPROOF_INTERLEAVING_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../subject.h"

enum calls_allowed { CALLS_ANY, CALLS_FUTEX, CALLS_NONE };

/* What is to be tried. */
struct job {
  struct terms terms;
  uint32_t count;          /* of blocks that are met */
  uint32_t kept;           /* further ones, which are lent all the time, and of which nothing is said */
  uint32_t lent;           /* before the threads begin: blocks 0 to lent - 1 */
  uint32_t callers;        /* threads */
  const char *programs[5]; /* of each; the last is the one that looks in the end */
  bool follows_order;      /* among threads, too */
  uint32_t exact_counters; /* bits of enum counter: true at every moment */
  uint32_t rest_counters;  /* true when nobody operates */
  bool is_lock_free;
  bool may_not_allocate;    /* nor free anything */
  enum calls_allowed calls; /* of the system */
  bool at_every_access;     /* to what is shared there is a point */
  bool by_steps;            /* through each instruction, without breakpoints */
  bool by_interrupt;        /* the second one is an interrupt of the first */
  bool is_new;              /* nobody has called the pool before */
};

extern struct job job;

/* Load the library and make a pool in the arena. NULL, or why it can't be judged. */
const char *pool_make(const char *path);

/* Give numbers to its blocks, and lend as many as the job says. NULL, or what went wrong. */
const char *pool_prepare(void);

/* Where its operations begin; zeros among them. The number. */
enum { ENTRIES_AT_MOST = 8 };
uint32_t pool_entries(uintptr_t entries[ENTRIES_AT_MOST]);

/* As any program calls them. */
int pool_get(void **out);
int pool_return(void *block);
uint64_t pool_count(enum counter counter);

/* The block of this address, or around it; -1: none. One more gets a number where a pool may lend more than its count, or is
 * new. */
int32_t pool_number_of(const void *block);
int32_t pool_block_around(uint64_t address);
unsigned char *pool_block(uint32_t number);

/* What a holder writes into a block, all of it; and whether a block holds that, or what it must when it is lent. */
uint64_t pool_mark(uint32_t thread, uint32_t block);
void pool_write(uint32_t block, uint64_t mark);
bool pool_holds(uint32_t block, uint64_t mark);
bool pool_content_is_right(uint32_t block);

#endif
