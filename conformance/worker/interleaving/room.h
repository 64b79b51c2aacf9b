/* Large memory of our own. It lies far from what the loader maps: breakpoints need some near the subject's text (texts.h). */
#ifndef POOLPROOF_INTERLEAVING_ROOM_H
#define POOLPROOF_INTERLEAVING_ROOM_H

#include <stddef.h>

/* So many bytes, zeros, which cost nothing until they are used. NULL: there are not as many. */
void *room_take(size_t bytes);

void room_clear(void *start, size_t bytes);
void room_give_back(void *start, size_t bytes);

#endif
