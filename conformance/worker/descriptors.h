/* The caller's file descriptors: whether each is open on the same file after a call, and its way back. */
#ifndef POOLPROOF_DESCRIPTORS_H
#define POOLPROOF_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>

/* Take hold of all that are open, and fill the lowest numbers up: who closes a number that it only believes to be its own meets
 * one of the caller's. */
void descriptors_keep(void);

struct descriptor_change {
  bool found;
  uint32_t number;
  bool is_closed; /* else it is open on another file */
};

/* The first that differs; all that differ are put back. */
struct descriptor_change descriptors_change(void);

#endif
