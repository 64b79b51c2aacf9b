/* The blocks that the subject took, in the order of their addresses: which one lies at an address, and which one next to it.
 *
 * A treap over records that were reserved once: who takes a block must not need one. */
#ifndef POOLPROOF_TAKEN_H
#define POOLPROOF_TAKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct taken_block {
  uintptr_t start;
  size_t bytes;       /* as they were asked for */
  uintptr_t outer;    /* where the C library's block begins, or the mapping */
  size_t outer_bytes; /* of the mapping; 0: it is the C library's */
  uint32_t before;    /* bytes next to it, on either side, that are nobody's */
  uint32_t behind;
  uint32_t filled_before; /* how many of them hold the pattern */
  uint32_t filled_behind;
  uint8_t taken_by; /* of enum operation_kind */
  uint8_t given_back_by;
  bool is_given_back; /* and kept, so that nobody may touch it */
  bool is_mapping;    /* of the subject's own, whose neighbours may be its own too */
  bool is_breached;   /* which was told: it is not looked at again */
  uint32_t lower, higher, priority;
};

/* Call once, before the first block is taken. */
void taken_init(void);

/* NULL: there is no room for another. The rest of the record is blank. */
struct taken_block *taken_add(uintptr_t start);
void taken_remove(struct taken_block *block);

/* The one that starts there; the last that starts there or before; the first that starts behind. NULL: there is none. */
struct taken_block *taken_at(uintptr_t start);
struct taken_block *taken_at_or_before(uintptr_t address);
struct taken_block *taken_behind(uintptr_t address);

/* All of them by number, from 0 to taken_numbers() - 1. NULL: no block has this number at present. */
uint32_t taken_numbers(void);
struct taken_block *taken_numbered(uint32_t number);

#endif
