#include "fresh.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "memory.h"
#include "state.h"

static unsigned char *kept;
static size_t used;

void fresh_keep(void) {
  uint32_t count;
  const struct part *parts = memory_parts(&count);
  used = arena_used();
  kept = malloc(used + MEMORY_BYTES_AT_MOST);
  if (kept == NULL) abort();
  memcpy(kept, arena_start(), used);
  unsigned char *at = kept + used;
  for (uint32_t i = 0; i < count; at += parts[i].bytes, ++i) memcpy(at, parts[i].start, parts[i].bytes);
}

void fresh_put_back(void) {
  uint32_t count;
  const struct part *parts = memory_parts(&count);
  memcpy(arena_start(), kept, used);
  memset(arena_start() + used, 0, arena_used() - used);
  arena_set_used(used);
  const unsigned char *at = kept + used;
  for (uint32_t i = 0; i < count; at += parts[i].bytes, ++i) memcpy(parts[i].start, at, parts[i].bytes);
  memset(now.blocks, 0, sizeof now.blocks);
  memset(now.written, 0, sizeof now.written);
  now.block_count = 0;
}
