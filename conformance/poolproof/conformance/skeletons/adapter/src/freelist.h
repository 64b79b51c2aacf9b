/* freelist.h: stands for the pool that you have, which stays as it is and knows nothing of bufferpool.h. Put yours in its
 * place. */
#ifndef FREELIST_H
#define FREELIST_H

#include <stdbool.h>
#include <stddef.h>

typedef struct freelist freelist;

/* NULL when there is no memory. block_bytes is a multiple of 64, and so is every block's address. */
freelist *freelist_create(size_t block_bytes, size_t blocks);
void freelist_destroy(freelist *list);

/* The block that was given back last, with whatever is in it. NULL when all are taken. */
void *freelist_take(freelist *list);

/* The block must be one that was taken: nothing is checked. */
void freelist_give(freelist *list, void *block);

/* All blocks are given back, and come in the order that they had at first. */
void freelist_give_all(freelist *list);

size_t freelist_taken(const freelist *list);
bool freelist_owns(const freelist *list, const void *block);
bool freelist_is_taken(const freelist *list, const void *block);

#endif
