/* Counts what the subject allocates and releases.
 *
 * The worker is the program, so its definitions of malloc, free, mmap and the rest come first in the search order of the
 * dynamic linker, before the C library's: a subject's calls arrive here without LD_PRELOAD (which splits paths on spaces and
 * is inherited by children). What is missed: allocators linked statically into the subject, and system calls made directly. */
#ifndef POOLPROOF_ALLOCATIONS_H
#define POOLPROOF_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct allocation_counts {
  uint32_t allocations;
  uint32_t releases;
  uint64_t allocated_bytes;
  uint64_t held_bytes; /* the most at one time of what was taken since allocations_begin, and not given back */
};

/* Reserve the table of live blocks. Call once, before the subject is loaded. */
void allocations_init(void);

/* Count from here on, for this thread. */
void allocations_begin(void);

/* Stop counting, and say what was counted since allocations_begin. */
struct allocation_counts allocations_end(void);

/* Count between begin and end as well, from here on or no longer: for this thread, where nothing but the subject allocates. */
void allocations_follow(bool follows);

/* Bytes that were taken between any begin and end, and not given back since. */
uint64_t allocations_live_bytes(void);

/* Bytes, in whole pages, that were asked of mmap since allocations_begin. */
uint64_t allocations_mapped_bytes(void);

/* From here on, what is allocated while counting lies in an arena, one block after the other, and is never reused. */
void allocations_use_arena(void);

/* The same of all that is allocated, counted or not: for as long as the subject is loaded. */
void allocations_place_all(bool places);
unsigned char *allocations_arena(void);
size_t allocations_arena_used(void);
void allocations_set_arena_used(size_t bytes);

#endif
