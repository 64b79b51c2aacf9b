/* Blocks at the edge of what can be read: in a pool that is created so, each block that the subject takes ends at a page of no
 * access, or begins right behind one. Who reads or writes beyond it ends there (BOUND-1), at the instruction that did.
 *
 *   [ no access ][ ...the block ][ no access ]     or     [ no access ][ the block... ][ no access ]
 *
 * A block stays as well aligned as was asked for. Where its end is no multiple of that, it ends before the page does, by less
 * than its alignment: an aligned read that takes in its last byte stays within the page, and is not blamed. What is given back
 * becomes unreadable for a while. */
#ifndef POOLPROOF_GUARDED_H
#define POOLPROOF_GUARDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"

struct guarded_place {
  uintptr_t start;
  uintptr_t outer; /* the mapping, both pages of no access with it */
  size_t outer_bytes;
  uint32_t readable_before; /* bytes between the pages that are not the block's */
  uint32_t readable_behind;
};

/* How the blocks lie that are taken from here on. */
void guarded_set(enum placement placement);

/* Whether blocks of any size are soiled. */
bool guarded_soils(void);

/* False: it is not wanted, or there are too many already. What it holds is zero. */
bool guarded_take(size_t alignment, size_t bytes, struct guarded_place *place);

/* The same for whole pages, as mmap gives them: all that is between the pages of no access is the subject's. */
bool guarded_map(size_t bytes, struct guarded_place *place);

/* Make it unreadable and keep it. The start of what is to go for good now, because it was kept longest; 0: none. */
uintptr_t guarded_keep(uintptr_t start, uintptr_t outer, size_t outer_bytes);

/* Unmap it. */
void guarded_end(uintptr_t outer, size_t outer_bytes);

#endif
