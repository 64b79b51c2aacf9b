/* A state of a small pool, as its holder and the model remember it: kept, put back, and told apart from others. */
#ifndef POOLPROOF_EXPLORED_STATE_H
#define POOLPROOF_EXPLORED_STATE_H

#include "lane_state.h"

enum { EXPLORED_BLOCKS_AT_MOST = 256 /* that a pool may lend */, EXPLORED_RECORDS_AT_MOST = 1 << 16 };

/* The one block, if any, that was written once more since it was lent. It stays the one, also when it is free, until it is lent
 * again: were there more at a time, the states would be too many. What it holds stands in its shadow. */
struct odd_block {
  uint32_t kind; /* of enum lent_kind; LENT_NONE: there is none */
  uint32_t number;
};

/* Whether pools of this configuration can be explored, and whether the one at hand is still small enough. */
bool explored_may_begin(const struct lane *lane, const struct configuration *configuration);
bool explored_fits(const struct lane *lane);

/* The shadows of what is written at first: the same in every state. */
void explored_fill_shadows(struct lane *lane);

/* What the holder and the model remember: how many bytes it takes, and these. What all other blocks hold is the same, and is
 * not kept. */
size_t explored_bytes(struct lane *lane, struct odd_block *odd);
void explored_keep(struct lane *lane, struct odd_block *odd, unsigned char *to);
void explored_put_back(struct lane *lane, struct odd_block *odd, const unsigned char *from);

/* A block was handed out, or written once more. */
void explored_note(struct odd_block *odd, enum lent_kind kind, uint32_t number, bool is_write);

/* Of the subject's memory, of the model, and of what the holder can do: the order of its lists does not make another state. */
uint64_t explored_hash(const struct lane *lane, const struct odd_block *odd, const unsigned char *memory, size_t bytes);

#endif
