/* A state of a small pool, as its holder and the model remember it: kept, put back, and told apart from others. */
#ifndef POOLPROOF_EXPLORED_STATE_H
#define POOLPROOF_EXPLORED_STATE_H

#include "lane_state.h"

enum { EXPLORED_AT_MOST = 16 /* blocks of a pool, and records */, EXPLORED_BYTES_AT_MOST = 512 /* each of them */ };

/* The one block, if any, that was written once more since it was lent. It stays the one, also when it is free, until it is lent
 * again: were there more at a time, the states would be too many. */
struct odd_block {
  uint32_t kind; /* of enum lent_kind; LENT_NONE: there is none */
  uint32_t number;
  unsigned char bytes[EXPLORED_BYTES_AT_MOST];
};

/* What the holder and the model remember, for a pool this small. All other blocks hold the same, and it is not kept. */
struct holder_state {
  struct lane_pool pool;
  struct odd_block odd;
  uint64_t addresses[EXPLORED_AT_MOST];
  uint64_t records[EXPLORED_AT_MOST];
  uint32_t lent[EXPLORED_AT_MOST];
  uint32_t returned[EXPLORED_AT_MOST];
  uint32_t revoked[EXPLORED_AT_MOST];
  uint32_t order[EXPLORED_AT_MOST];
  uint32_t settled[EXPLORED_AT_MOST];
  uint8_t wheres[EXPLORED_AT_MOST];
  bool was_revoked[EXPLORED_AT_MOST];
  bool block_kept[EXPLORED_AT_MOST];
  bool record_kept[EXPLORED_AT_MOST];
};

/* Whether pools of this configuration can be explored, and whether the one at hand is still small enough. */
bool explored_may_begin(const struct lane *lane, const struct configuration *configuration);
bool explored_fits(const struct lane *lane);

/* The shadows of what is written at first: the same in every state. */
void explored_fill_shadows(struct lane *lane);

void explored_keep(const struct lane *lane, const struct odd_block *odd, struct holder_state *to);
void explored_put_back(struct lane *lane, struct odd_block *odd, const struct holder_state *from);

/* A block was handed out, or written once more. */
void explored_note(const struct lane *lane, struct odd_block *odd, enum lent_kind kind, uint32_t number, bool is_write);

/* Of the subject's memory, of the model, and of what the holder can do: the order of its lists does not make another state. */
uint64_t explored_hash(const struct lane *lane, const struct odd_block *odd, const unsigned char *memory, size_t bytes);

#endif
