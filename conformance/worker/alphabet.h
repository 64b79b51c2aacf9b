/* What an exploration tries in each state: every operation that makes a difference there, misuse included. */
#ifndef POOLPROOF_ALPHABET_H
#define POOLPROOF_ALPHABET_H

#include "lane_state.h"

enum { ALPHABET_AT_MOST = 1 << 15 };

/* How many there are; as many as there may be, where some had no room. The first write to what was handed out is none of them:
 * it follows a get at once, see alphabet_follow. The words of the dictionary are sizes, and are written too. */
uint32_t alphabet_of(const struct lane *lane, bool writes_again, struct operation *operations);

/* What a holder does with a block as soon as it has it, so that one handed out dirty, or disturbed, shows: every word becomes
 * ALPHABET_WRITTEN. */
#define ALPHABET_WRITTEN UINT64_C(0xA5A5A5A5A5A5A5A5)
const struct operation *alphabet_follow(const struct operation *get);

#endif
