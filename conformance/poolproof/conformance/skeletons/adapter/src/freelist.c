/* freelist.c: a list of blocks of one size, linked through the free ones. */
#include "freelist.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

struct freelist {
  unsigned char *memory;
  unsigned char *is_taken; /* a byte for each block */
  void *first;             /* a free block begins with the address of the next one */
  size_t block_bytes, blocks, taken;
};

static size_t number_of(const freelist *list, const void *block) {
  return (size_t)((uintptr_t)block - (uintptr_t)list->memory) / list->block_bytes;
}

static void put_first(freelist *list, void *block) {
  memcpy(block, &list->first, sizeof list->first);
  list->first = block;
}

freelist *freelist_create(size_t block_bytes, size_t blocks) {
  freelist *list = malloc(sizeof *list);
  if (list == NULL) return NULL;
  *list = (freelist){.block_bytes = block_bytes, .blocks = blocks};
  list->memory = aligned_alloc(ALIGNMENT, block_bytes * blocks);
  list->is_taken = malloc(blocks);
  if (list->memory == NULL || list->is_taken == NULL) {
    freelist_destroy(list);
    return NULL;
  }
  memset(list->memory, 0, block_bytes * blocks);
  freelist_give_all(list);
  return list;
}

void freelist_destroy(freelist *list) {
  if (list == NULL) return;
  free(list->memory);
  free(list->is_taken);
  free(list);
}

void *freelist_take(freelist *list) {
  void *block = list->first;
  if (block == NULL) return NULL;
  memcpy(&list->first, block, sizeof list->first);
  list->is_taken[number_of(list, block)] = 1;
  list->taken++;
  return block;
}

void freelist_give(freelist *list, void *block) {
  list->is_taken[number_of(list, block)] = 0;
  list->taken--;
  put_first(list, block);
}

void freelist_give_all(freelist *list) {
  list->first = NULL;
  for (size_t number = list->blocks; number > 0; number--) put_first(list, list->memory + (number - 1) * list->block_bytes);
  memset(list->is_taken, 0, list->blocks);
  list->taken = 0;
}

size_t freelist_taken(const freelist *list) { return list->taken; }

bool freelist_owns(const freelist *list, const void *block) {
  size_t offset = (size_t)((uintptr_t)block - (uintptr_t)list->memory); /* wraps below the first block, to beyond the last */
  return offset < list->blocks * list->block_bytes && offset % list->block_bytes == 0;
}

bool freelist_is_taken(const freelist *list, const void *block) { return list->is_taken[number_of(list, block)] != 0; }
