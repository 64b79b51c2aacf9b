/* Red zones: next to each block that the subject takes, before and behind it, right at the bytes that were asked for, lie some
 * that are nobody's, filled with a pattern. Whoever writes there leaves a mark (BOUND-1).
 *
 *   [ zone ][ the block, as many bytes as were asked for ][ zone ]
 *
 * What a subject has of the C library past allocations.c has no zones, nor has a mapping: of these nothing is known here, and
 * nothing is said. */
#ifndef POOLPROOF_ZONES_H
#define POOLPROOF_ZONES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"

enum { ZONE_BYTES = 256 };

/* `count` bytes, at this distance from the block's edge, or, of a block that was given back, at this place in it. */
struct breach {
  enum breach_kind kind;
  uint32_t count;
  uint32_t taken_by; /* of enum operation_kind */
  uint32_t given_back_by;
  uint64_t distance;
  uint64_t block_bytes;
  bool is_storage;    /* the block is storage that was given: see storage.h */
  bool is_unreadable; /* what is lent lies, in part, where a touch ends the process */
};

/* Call once, before the subject is loaded. */
void zones_init(void);

/* Around a fork. */
void zones_lock(void);
void zones_unlock(void);

/* Who takes and gives back from here on: of enum operation_kind. */
void zones_operation(uint32_t kind);

/* A block with zones; without, where it can have none. `blank`: of zeros. NULL: there is no memory. */
void *zones_take(size_t alignment, size_t bytes, bool blank);

/* Give it back to where it came from, a block with zones or any other of the C library's. */
void zones_release(void *block);

/* A block of so many bytes with the same contents, and the first is given back. NULL: there is no memory, and it stays. */
void *zones_resize(void *block, size_t bytes);

/* Whether a block has zones, and how many bytes were asked for then. */
bool zones_have(const void *block, size_t *bytes);

/* A mapping between pages of no access, or NULL: it is not wanted, or can't be had. */
void *zones_map(size_t bytes);

/* Any other mapping, which has nothing beside it: a fault there is told by it. */
void zones_note_mapping(void *address, size_t bytes);

/* True: it lay between pages of no access, and is unmapped. Else it is to be unmapped like any other. */
bool zones_unmap(void *address, size_t bytes);

/* Whether it was given back, and is kept unreadable: who gives it back again does so twice. */
bool zones_keep(const void *block);

/* Look at some of the zones, in turn, or at all; say what was found first since the last time. */
struct breach zones_glance(void);
struct breach zones_inspect(void);

/* Whether all of these bytes lie where they may, as far as is known here. */
struct breach zones_of_lent(uintptr_t address, size_t bytes);

#endif
