/* How much memory an operand is, and whether the instruction stores there. */
#ifndef POOLPROOF_INTERLEAVING_WIDTHS_H
#define POOLPROOF_INTERLEAVING_WIDTHS_H

#include <stdbool.h>
#include <stdint.h>

#include "decoding.h"

/* Rather too many bytes than too few. */
uint32_t width_of(const struct instruction *in);

/* False: it loads, and nothing else. */
bool may_store(const struct instruction *in);

/* The width of a read-modify-write, lock or not; 0: it is none. */
uint32_t modified_bytes(const struct instruction *in);

#endif
