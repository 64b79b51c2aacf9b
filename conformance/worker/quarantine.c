#include "quarantine.h"

#include <string.h>

#include "zones.h"

enum {
  BLOCKS_KEPT = 64, /* a power of two */
  BYTES_KEPT = 512 * 1024,
  GLANCED_BYTES_AT_MOST = 4096,
  /* Larger ones may be mappings of their own, and what is mapped tells of leaks. */
  BLOCK_BYTES_AT_MOST = 64 * 1024,
  /* As an address it is none, as a number it is large, and as a count of anything wrong. */
  PATTERN = 0xDB
};

struct kept {
  unsigned char *block;
  size_t bytes;
};

/* A queue: from `oldest` on, round and round. */
static struct kept kept[BLOCKS_KEPT];
static uint32_t oldest, kept_count;
static size_t kept_bytes;
static bool is_open;
static struct stale_write found;

static struct kept *kept_at(uint32_t place) { return &kept[(oldest + place) % BLOCKS_KEPT]; }

void quarantine_open(void) { is_open = true; }

void quarantine_close(void) { is_open = false; }

static void inspect(struct kept *each) {
  unsigned char *block = each->block;
  if (block[0] == PATTERN && memcmp(block, block + 1, each->bytes - 1) == 0) return;
  struct stale_write stale = {.block_bytes = (uint32_t)each->bytes};
  for (size_t byte = each->bytes; byte-- > 0;) {
    if (block[byte] == PATTERN) continue;
    stale.at = (uint32_t)byte;
    ++stale.count;
  }
  memset(block, PATTERN, each->bytes);
  if (found.block_bytes == 0) found = stale;
}

static void release_oldest(void) {
  struct kept *each = kept_at(0);
  inspect(each);
  kept_bytes -= each->bytes;
  zones_release(each->block);
  oldest = (oldest + 1) % BLOCKS_KEPT;
  --kept_count;
}

bool quarantine_take(void *block, size_t bytes) {
  if (!is_open || bytes == 0 || bytes > BLOCK_BYTES_AT_MOST) return false;
  while (kept_count == BLOCKS_KEPT || kept_bytes + bytes > BYTES_KEPT) release_oldest();
  memset(block, PATTERN, bytes);
  *kept_at(kept_count++) = (struct kept){block, bytes};
  kept_bytes += bytes;
  return true;
}

bool quarantine_holds(const void *block) {
  for (uint32_t place = 0; place < kept_count; ++place) {
    if (kept_at(place)->block == block) return true;
  }
  return false;
}

bool quarantine_covers(uint64_t address) {
  for (uint32_t place = 0; place < kept_count; ++place) {
    if (address - (uint64_t)(uintptr_t)kept_at(place)->block < kept_at(place)->bytes) return true;
  }
  return false;
}

static struct stale_write say(void) {
  struct stale_write said = found;
  found = (struct stale_write){0};
  return said;
}

struct stale_write quarantine_inspect(void) {
  for (uint32_t place = 0; place < kept_count; ++place) inspect(kept_at(place));
  return say();
}

struct stale_write quarantine_empty(void) {
  while (kept_count != 0) release_oldest();
  return say();
}

struct stale_write quarantine_glance(void) {
  if (kept_bytes > GLANCED_BYTES_AT_MOST) return (struct stale_write){0};
  return quarantine_inspect();
}
