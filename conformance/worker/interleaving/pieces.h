/* What many states have in common is kept once: how a thread stands, or what the pool's memory holds, is the same in many of
 * them. A piece is bytes with a number. */
#ifndef POOLPROOF_INTERLEAVING_PIECES_H
#define POOLPROOF_INTERLEAVING_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NO_PIECE = UINT32_MAX };

/* False: there is no room. */
bool pieces_init(size_t bytes_at_most);

/* The number of these bytes. NO_PIECE: there is no room. */
uint32_t pieces_keep(const unsigned char *bytes, size_t count);

/* Write them there; how many there are. */
size_t pieces_copy(uint32_t piece, unsigned char *to);

void pieces_empty(void);
size_t pieces_bytes(void);

#endif
