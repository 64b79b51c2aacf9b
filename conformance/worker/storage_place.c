#include "storage_place.h"

#include <sys/mman.h>

#include "platform/platform.h"

static uint64_t pages;

static uintptr_t page_below(uintptr_t address) { return address / page_bytes() * page_bytes(); }

/* The first from there on that is aligned, and to nothing more. */
static uintptr_t aligned_above(uintptr_t address, size_t align) {
  return (address + align - 1) / (2 * align) * (2 * align) + align;
}

static uintptr_t start_of(const struct storage_place *place, size_t align, enum placement placement) {
  const size_t page = page_bytes();
  const uintptr_t lowest = place->outer + page, highest = place->outer + place->outer_bytes - page;
  if (placement < PLACED_AT_END) return aligned_above(lowest + SLACK_BYTES, align);
  if (align > page) return aligned_above(lowest, align);
  return placement == PLACED_AT_END ? (highest - place->bytes) / align * align : lowest;
}

static size_t slack_of(size_t bytes) { return bytes < SLACK_BYTES ? bytes : SLACK_BYTES; }

static void find(struct storage_place *place, size_t align, enum placement placement) {
  const uintptr_t room = placement < PLACED_AT_END ? SLACK_BYTES : 0;
  place->start = start_of(place, align, placement);
  const uintptr_t end = place->start + place->bytes;
  place->open = page_below(place->start - room);
  place->open_bytes = page_whole(end + room) - place->open;
  if (place->open_bytes == 0) place->open_bytes = page_bytes();
  place->before = slack_of(place->start - place->open);
  place->behind = slack_of(place->open + place->open_bytes - end);
}

bool storage_place_map(struct storage_place *place, size_t align, enum placement placement) {
  const size_t page = page_bytes();
  place->outer_bytes = page_whole(place->bytes) + page_whole(2 * align + 2 * (size_t)SLACK_BYTES) + 4 * page;
  void *outer = mapping_reserve(place->outer_bytes);
  if (outer == NULL) return false;
  place->outer = (uintptr_t)outer;
  pages += place->outer_bytes / page;
  find(place, align, placement);
  if (mprotect((void *)place->open, place->open_bytes, PROT_READ | PROT_WRITE) == 0) return true;
  storage_place_unmap(place);
  return false;
}

void storage_place_unmap(const struct storage_place *place) {
  mapping_munmap((void *)place->outer, place->outer_bytes);
  pages -= place->outer_bytes / page_bytes();
}

void storage_place_close(const struct storage_place *place) { mprotect((void *)place->open, place->open_bytes, PROT_NONE); }

void storage_place_open(const struct storage_place *place) {
  mprotect((void *)place->open, place->open_bytes, PROT_READ | PROT_WRITE);
}

uint64_t storage_pages(void) { return pages; }
