#define _GNU_SOURCE
#include "storage.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "storage_place.h"

enum {
  KEPT_AT_MOST = 4,
  PLACES = POOL_SLOTS + KEPT_AT_MOST,
  /* What is larger is not filled when its pool has ended: nobody can touch it then. Of these the last is kept, for the next. */
  FILLED_BYTES_AT_MOST = 4 << 20,
  GLANCED_BYTES_AT_MOST = 1 << 14,
  GLANCED_AT_ONCE = 8,
  RUBBISH_BYTES = 8
};

enum use { USE_NONE, USE_GIVEN, USE_KEPT };

struct storage {
  enum use use;
  enum placement placement;
  struct storage_place place;
  unsigned char rubbish[RUBBISH_BYTES];
  uint64_t order; /* of those that are kept: the lowest is the oldest */
  bool is_at_once;
  bool is_closed; /* nobody can touch it */
  bool is_breached;
};

static struct storage places[PLACES];
static uint32_t places_end, glanced;
static unsigned char slack[SLACK_BYTES];
static uint64_t clock_of_rubbish, clock_of_order;
static struct breach found;
static struct stale_write found_stale;

static size_t smaller(size_t some, size_t other) { return some < other ? some : other; }

/* ---- filling ---- */

static uint64_t mixed(uint64_t state) {
  state = (state ^ state >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  state = (state ^ state >> 27) * UINT64_C(0x94D049BB133111EB);
  return state ^ state >> 31;
}

/* Another each time, and no byte of it 0. */
static void fill(struct storage *storage) {
  uint64_t drawn = mixed(++clock_of_rubbish * UINT64_C(0x9E3779B97F4A7C15));
  for (size_t i = 0; i < RUBBISH_BYTES; ++i) storage->rubbish[i] = (unsigned char)(1 + (drawn >> 8 * i & 0xFF) % 255);
  unsigned char *start = (unsigned char *)storage->place.start;
  const size_t bytes = storage->place.bytes;
  memcpy(start, storage->rubbish, smaller(bytes, RUBBISH_BYTES));
  for (size_t filled = RUBBISH_BYTES; filled < bytes; filled *= 2)
    memcpy(start + filled, start, smaller(filled, bytes - filled));
}

static void fill_slack(const struct storage *storage) {
  for (size_t i = 0; i < SLACK_BYTES; ++i) slack[i] = (unsigned char)((0xB5 + 29 * i) | 0x80);
  memcpy((void *)(storage->place.start - storage->place.before), slack, storage->place.before);
  memcpy((void *)(storage->place.start + storage->place.bytes), slack, storage->place.behind);
}

static void forget(struct storage *storage) {
  *storage = (struct storage){0};
  while (places_end != 0 && places[places_end - 1].use == USE_NONE) --places_end;
}

static void unmap(struct storage *storage) {
  storage_place_unmap(&storage->place);
  forget(storage);
}

/* ---- what was written ---- */

/* From the first byte that changed to the last; false: none did. */
static bool changed(const unsigned char *seen, size_t bytes, size_t *first, size_t *count) {
  if (memcmp(seen, slack, bytes) == 0) return false;
  size_t from = 0, to = bytes;
  while (seen[from] == slack[from]) ++from;
  while (seen[to - 1] == slack[to - 1]) --to;
  *first = from;
  *count = to - from;
  return true;
}

static struct breach breach_of(const struct storage *storage, enum breach_kind kind) {
  const uint32_t given_back_by = storage->use == USE_KEPT ? OPERATION_DESTROY : 0;
  return (struct breach){.kind = kind,
                         .taken_by = OPERATION_CREATE,
                         .given_back_by = given_back_by,
                         .block_bytes = storage->place.bytes,
                         .is_storage = true};
}

/* What was written stays, and is told once: see zones.c. */
static void inspect(struct storage *storage) {
  if (storage->use == USE_NONE || storage->is_closed || storage->is_breached) return;
  const struct storage_place *place = &storage->place;
  size_t first, count;
  struct breach breach;
  if (changed((const unsigned char *)place->start + place->bytes, place->behind, &first, &count)) {
    breach = breach_of(storage, BREACH_BEHIND);
    breach.distance = first;
  } else if (changed((const unsigned char *)place->start - place->before, place->before, &first, &count)) {
    breach = breach_of(storage, BREACH_BEFORE);
    breach.distance = place->before - first - count;
  } else {
    return;
  }
  breach.count = (uint32_t)count;
  storage->is_breached = true;
  if (found.kind == BREACH_NONE) found = breach;
}

static void inspect_kept(struct storage *storage) {
  const unsigned char *seen = (const unsigned char *)storage->place.start;
  const size_t head = smaller(storage->place.bytes, RUBBISH_BYTES);
  if (storage->use != USE_KEPT || storage->is_closed) return;
  if (memcmp(seen, storage->rubbish, head) == 0 && memcmp(seen, seen + head, storage->place.bytes - head) == 0) return;
  struct stale_write stale = {.block_bytes = (uint32_t)storage->place.bytes};
  for (size_t byte = storage->place.bytes; byte-- > 0;) {
    if (seen[byte] == storage->rubbish[byte % RUBBISH_BYTES]) continue;
    stale.at = (uint32_t)byte;
    ++stale.count;
  }
  fill(storage);
  if (found_stale.block_bytes == 0) found_stale = stale;
}

struct breach storage_inspect(bool at_all) {
  for (uint32_t count = at_all || places_end < GLANCED_AT_ONCE ? places_end : GLANCED_AT_ONCE; count != 0; --count) {
    if (glanced >= places_end) glanced = 0;
    inspect(&places[glanced++]);
  }
  const struct breach said = found;
  found = (struct breach){0};
  return said;
}

static size_t kept_bytes(void) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < places_end; ++i) {
    if (places[i].use == USE_KEPT && !places[i].is_closed) bytes += places[i].place.bytes;
  }
  return bytes;
}

struct stale_write storage_stale(bool at_all) {
  for (uint32_t i = 0; i < places_end && (at_all || kept_bytes() <= GLANCED_BYTES_AT_MOST); ++i) inspect_kept(&places[i]);
  const struct stale_write said = found_stale;
  found_stale = (struct stale_write){0};
  return said;
}

/* ---- taking and giving back ---- */

static bool suits(const struct storage *storage, size_t bytes, enum placement placement) {
  return storage->use == USE_KEPT && storage->place.bytes == bytes && storage->placement == placement;
}

/* The last that may be had again at once; else, of several that are kept apart, the oldest: some of the time a pool finds
 * itself where an earlier one was. */
static struct storage *kept_one(size_t bytes, enum placement placement) {
  struct storage *oldest = NULL, *at_once = NULL;
  uint32_t apart = 0;
  for (uint32_t i = 0; i < places_end; ++i) {
    struct storage *each = &places[i];
    if (!suits(each, bytes, placement)) continue;
    if (each->is_at_once && (at_once == NULL || at_once->order < each->order)) at_once = each;
    if (each->is_at_once) continue;
    ++apart;
    if (oldest == NULL || each->order < oldest->order) oldest = each;
  }
  if (at_once != NULL) return at_once;
  return apart > 1 ? oldest : NULL;
}

static struct storage *unused(void) {
  for (uint32_t i = 0; i < PLACES; ++i) {
    if (places[i].use != USE_NONE) continue;
    if (i >= places_end) places_end = i + 1;
    return &places[i];
  }
  return NULL;
}

static struct storage *new_one(size_t bytes, size_t align, enum placement placement) {
  struct storage *storage = unused();
  if (storage == NULL) return NULL;
  storage->place.bytes = bytes;
  storage->placement = placement;
  storage->use = USE_GIVEN;
  if (storage_place_map(&storage->place, align, placement)) return storage;
  forget(storage);
  return NULL;
}

/* What is to be refused for its count is given no more than the first such count needs. */
static size_t bytes_for(const struct terms *terms, uint64_t count) {
  const uint64_t most = smaller(terms->last_count, terms->most_blocks) + 1;
  return terms->storage_fixed + terms->storage_per_block * (count < most ? count : most);
}

struct storage *storage_take(const struct terms *terms, uint64_t count, enum placement placement) {
  const size_t bytes = bytes_for(terms, count), align = terms->storage_align != 0 ? terms->storage_align : 1;
  struct storage *storage = kept_one(bytes, placement);
  if (storage == NULL) storage = new_one(bytes, align, placement);
  if (storage == NULL) return NULL;
  inspect_kept(storage);
  if (storage->is_closed) storage_place_open(&storage->place);
  storage->use = USE_GIVEN;
  storage->is_closed = storage->is_breached = storage->is_at_once = false;
  fill(storage);
  fill_slack(storage);
  return storage;
}

void *storage_start(const struct storage *storage) { return storage != NULL ? (void *)storage->place.start : NULL; }

uint64_t storage_bytes(const struct storage *storage) { return storage != NULL ? storage->place.bytes : 0; }

static bool is_large(const struct storage *storage) { return storage->place.bytes > FILLED_BYTES_AT_MOST; }

static struct storage *oldest_kept(uint32_t *count) {
  struct storage *oldest = NULL;
  *count = 0;
  for (uint32_t i = 0; i < places_end; ++i) {
    if (places[i].use != USE_KEPT) continue;
    ++*count;
    if (oldest == NULL || places[i].order < oldest->order) oldest = &places[i];
  }
  return oldest;
}

static void make_room_for(const struct storage *storage) {
  for (uint32_t i = places_end; i-- > 0 && is_large(storage);) {
    if (places[i].use == USE_KEPT && is_large(&places[i])) unmap(&places[i]);
  }
  uint32_t count;
  struct storage *oldest = oldest_kept(&count);
  if (count < KEPT_AT_MOST) return;
  inspect_kept(oldest);
  unmap(oldest);
}

void storage_give_back(struct storage *storage, bool at_once) {
  if (storage == NULL) return;
  inspect(storage);
  make_room_for(storage);
  storage->use = USE_KEPT;
  storage->order = ++clock_of_order;
  storage->is_at_once = at_once || is_large(storage);
  if (!is_large(storage)) fill(storage);
  /* Who reads there shows where a page can be closed. */
  storage->is_closed = is_large(storage) || storage->placement >= PLACED_AT_END;
  if (storage->is_closed) storage_place_close(&storage->place);
}

void storage_abandon(struct storage *storage) {
  if (storage != NULL) forget(storage);
}

void storage_forget(void) {
  for (uint32_t i = PLACES; i-- > 0;) {
    if (places[i].use == USE_KEPT) unmap(&places[i]);
  }
  clock_of_rubbish = clock_of_order = 0;
  found = (struct breach){0};
  found_stale = (struct stale_write){0};
}

/* ---- where addresses lie ---- */

static const struct storage *storage_near(uintptr_t address, size_t bytes) {
  for (uint32_t i = 0; i < places_end; ++i) {
    const struct storage_place *place = &places[i].place;
    const bool is_used = places[i].use != USE_NONE;
    if (is_used && address < place->outer + place->outer_bytes && place->outer < address + bytes) return &places[i];
  }
  return NULL;
}

struct breach storage_of_lent(uintptr_t address, size_t bytes) {
  const struct storage *storage = storage_near(address, bytes);
  struct breach breach = {0};
  if (storage == NULL) return breach;
  const struct storage_place *place = &storage->place;
  const uintptr_t end = place->start + place->bytes;
  if (address < place->start) {
    breach = breach_of(storage, BREACH_LENT_BEFORE);
    breach.count = (uint32_t)smaller(place->start - address, bytes);
    breach.distance = place->start - address - breach.count;
  } else if (address + bytes > end) {
    breach = breach_of(storage, BREACH_LENT_BEHIND);
    breach.distance = address > end ? address - end : 0;
    breach.count = (uint32_t)(address > end ? bytes : address + bytes - end);
  } else if (storage->use == USE_KEPT) {
    breach = breach_of(storage, BREACH_LENT_GIVEN_BACK);
    breach.distance = address - place->start;
    breach.count = (uint32_t)bytes;
  }
  const bool is_open = address >= place->open && address + bytes <= place->open + place->open_bytes;
  breach.is_unreadable = storage->is_closed || !is_open;
  return breach;
}

bool storage_holds(const void *address) {
  const struct storage *storage = places_end != 0 ? storage_near((uintptr_t)address, 1) : NULL;
  return storage != NULL && (uintptr_t)address - storage->place.start < storage->place.bytes;
}

bool storage_explain_fault(uintptr_t address, const char *did) {
  const struct storage *storage = storage_near(address, 1);
  if (storage == NULL) return false;
  const struct storage_place *place = &storage->place;
  const uintptr_t end = place->start + place->bytes;
  const bool is_inside = address >= place->start && address < end;
  if (is_inside && !storage->is_closed) return false;
  char text[256], where[64];
  if (is_inside) {
    snprintf(where, sizeof where, "at byte %zu of", (size_t)(address - place->start));
  } else {
    const size_t distance = address >= end ? address - end : place->start - address;
    int length = distance != 0 ? snprintf(where, sizeof where, "%zu %s ", distance, distance == 1 ? "byte" : "bytes") : 0;
    snprintf(where + length, sizeof where - (size_t)length, "%s", address >= end ? "behind" : "before");
  }
  int length = snprintf(text, sizeof text, "it %s %s the storage of %zu bytes %s\n", did, where, place->bytes,
                        storage->use == USE_KEPT ? "of a pool that has ended" : "that create was given");
  ssize_t written = write(STDERR_FILENO, text, (size_t)length);
  (void)written;
  return true;
}
