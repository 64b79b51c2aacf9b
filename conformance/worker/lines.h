/* Which lent blocks lie where: the address space in lines, and for each line the blocks that have a byte there. A line is no
 * larger than the smallest thing that is lent, so that few of them share one.
 *
 *   line    |-------|-------|-------|
 *   blocks    [  a  ][  b  ]            a, b -> the second line has both */
#ifndef POOLPROOF_LINES_H
#define POOLPROOF_LINES_H

#include "address_map.h"

struct lines {
  struct address_map map; /* from a line to what lies there: an entry for each block */
  uint32_t shift;
};

/* `smallest`, `largest`: bytes of what is lent; `entries`: a power of two. */
void lines_init(struct lines *lines, uint32_t smallest, uint32_t largest, size_t entries);

/* A block lies there from now on, or no longer. `name`: not 0. */
void lines_enter(struct lines *lines, uint64_t address, uint32_t bytes, uint64_t name);
void lines_leave(struct lines *lines, uint64_t address, uint32_t bytes, uint64_t name);

/* The next block on lines first to last of a range, which may lie beside it all the same; 0: there is none. */
struct line_search {
  uint64_t line;
  uint64_t last;
  size_t at;
};
struct line_search lines_search(const struct lines *lines, uint64_t address, uint32_t bytes);
uint64_t lines_next(const struct lines *lines, struct line_search *search);

#endif
