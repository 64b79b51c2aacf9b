#include "guarded.h"

#include <sys/mman.h>

#include "platform/platform.h"

enum {
  /* Each takes three of the system's mappings, of which a process may have some 65,000, and some microseconds. */
  ALIVE_AT_MOST = 512,
  KEPT_AT_MOST = 64
};

static enum placement placement;
static uint32_t alive_count;
static uintptr_t kept[KEPT_AT_MOST];
static uint32_t oldest;

void guarded_set(enum placement wanted) { placement = wanted; }

bool guarded_soils(void) { return placement != PLACED_ANYWHERE; }

/* `inner`: bytes between the pages of no access, whole pages. */
static bool map(size_t inner, struct guarded_place *place) {
  const size_t page = page_bytes();
  if (alive_count >= ALIVE_AT_MOST) return false;
  place->outer_bytes = inner + 2 * page;
  void *outer = mapping_reserve(place->outer_bytes);
  if (outer == NULL) return false;
  place->outer = (uintptr_t)outer;
  ++alive_count;
  if (mprotect((void *)(place->outer + page), inner, PROT_READ | PROT_WRITE) == 0) return true;
  guarded_end(place->outer, place->outer_bytes);
  return false;
}

static bool whole_pages(size_t bytes, size_t *inner) {
  const size_t page = page_bytes();
  if (bytes > SIZE_MAX - 4 * page) return false;
  *inner = bytes == 0 ? page : page_whole(bytes);
  return true;
}

bool guarded_take(size_t alignment, size_t bytes, struct guarded_place *place) {
  size_t inner;
  if (placement < PLACED_AT_END || alignment > page_bytes() || !whole_pages(bytes, &inner) || !map(inner, place)) return false;
  size_t room = (bytes + alignment - 1) / alignment * alignment;
  place->readable_before = placement == PLACED_AT_END ? (uint32_t)(inner - room) : 0;
  place->readable_behind = (uint32_t)(inner - place->readable_before - bytes);
  place->start = place->outer + page_bytes() + place->readable_before;
  return true;
}

bool guarded_map(size_t bytes, struct guarded_place *place) {
  size_t inner;
  if (placement < PLACED_AT_END || !whole_pages(bytes, &inner) || !map(inner, place)) return false;
  place->readable_before = place->readable_behind = 0;
  place->start = place->outer + page_bytes();
  return true;
}

uintptr_t guarded_keep(uintptr_t start, uintptr_t outer, size_t outer_bytes) {
  /* Its pages go too: what is kept takes no memory. */
  mapping_renew((void *)outer, outer_bytes);
  uintptr_t gone = kept[oldest];
  kept[oldest] = start;
  oldest = (oldest + 1) % KEPT_AT_MOST;
  return gone;
}

void guarded_end(uintptr_t outer, size_t outer_bytes) {
  mapping_munmap((void *)outer, outer_bytes);
  --alive_count;
}
