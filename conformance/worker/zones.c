#include "zones.h"

#include <string.h>

#include "guarded.h"
#include "platform/platform.h"
#include "taken.h"

enum {
  BYTES_BEFORE = 64,
  BYTES_BEHIND = ZONE_BYTES,
  LEAST_ALIGNMENT = 16,
  /* What is better aligned needs as much room before it; it has a zone behind it alone. */
  ALIGNMENT_AT_MOST = 4096,
  /* So small a block is had again right after it was given back, if malloc is asked: calloc has others first. */
  REUSED_AT_ONCE = 1024,
  COPIED_AT_MOST = 1 << 16,
  KEPT_BYTES_AT_MOST = 1 << 20,
  GLANCED_AT_ONCE = 64
};

static unsigned char pattern[ZONE_BYTES];
static uint32_t present_operation, glanced = 1;
static struct breach found;
/* Threads of the subject may take and give back too. */
static volatile char locked;

static void lock(void) {
  while (__atomic_test_and_set(&locked, __ATOMIC_ACQUIRE)) {
  }
}

static void unlock(void) { __atomic_clear(&locked, __ATOMIC_RELEASE); }

void zones_lock(void) { lock(); }

void zones_unlock(void) { unlock(); }

void zones_init(void) {
  /* No two neighbours alike, none of them small: as an index it is too large, and as an address it is none. */
  for (size_t i = 0; i < sizeof pattern; ++i) pattern[i] = (unsigned char)((0xB5 + 29 * i) | 0x80);
  taken_init();
}

void zones_operation(uint32_t kind) { present_operation = kind; }

static void fill(const struct taken_block *block) {
  memcpy((void *)(block->start - block->filled_before), pattern, block->filled_before);
  memcpy((void *)(block->start + block->bytes), pattern, block->filled_behind);
}

static struct breach breach_of(const struct taken_block *block, enum breach_kind kind) {
  return (struct breach){
      .kind = kind, .taken_by = block->taken_by, .given_back_by = block->given_back_by, .block_bytes = block->bytes};
}

/* From the first byte that changed to the last; false: none did. */
static bool changed(const unsigned char *zone, uint32_t bytes, uint32_t *first, uint32_t *count) {
  if (memcmp(zone, pattern, bytes) == 0) return false;
  uint32_t from = 0, to = bytes;
  while (zone[from] == pattern[from]) ++from;
  while (zone[to - 1] == pattern[to - 1]) --to;
  *first = from;
  *count = to - from;
  return true;
}

static void inspect(struct taken_block *block) {
  if (block->is_breached || block->is_given_back || block->is_mapping) return;
  uint32_t first, count;
  struct breach breach;
  if (changed((const unsigned char *)block->start + block->bytes, block->filled_behind, &first, &count)) {
    breach = breach_of(block, BREACH_BEHIND);
    breach.distance = first;
  } else if (changed((const unsigned char *)block->start - block->filled_before, block->filled_before, &first, &count)) {
    breach = breach_of(block, BREACH_BEFORE);
    breach.distance = block->filled_before - first - count;
  } else {
    return;
  }
  breach.count = count;
  /* What was written stays: the subject may rely on it, and be wrong in other ways without it. */
  block->is_breached = true;
  if (found.kind == BREACH_NONE) found = breach;
}

static void *plain(size_t alignment, size_t bytes, bool blank) {
  if (blank && bytes <= REUSED_AT_ONCE) {
    void *block = system_malloc(bytes);
    return block != NULL ? memset(block, 0, bytes) : NULL;
  }
  if (blank) return system_calloc(1, bytes);
  return alignment <= LEAST_ALIGNMENT ? system_malloc(bytes) : system_memalign(alignment, bytes);
}

static struct taken_block *note_taken(unsigned char *outer, size_t before, size_t bytes) {
  struct taken_block *block = taken_add((uintptr_t)outer + before);
  if (block == NULL) return NULL;
  block->bytes = bytes;
  block->outer = (uintptr_t)outer;
  block->before = block->filled_before = before < BYTES_BEFORE ? (uint32_t)before : BYTES_BEFORE;
  block->behind = block->filled_behind = BYTES_BEHIND;
  block->taken_by = (uint8_t)present_operation;
  fill(block);
  return block;
}

static void *with_zones(size_t alignment, size_t bytes, bool blank) {
  size_t before = alignment < BYTES_BEFORE ? BYTES_BEFORE : alignment, outer_bytes;
  if (alignment > ALIGNMENT_AT_MOST) before = 0;
  if (__builtin_add_overflow(bytes, before + BYTES_BEHIND, &outer_bytes)) return plain(alignment, bytes, blank);
  unsigned char *outer = plain(alignment, outer_bytes, blank);
  if (outer == NULL) return NULL;
  lock();
  struct taken_block *block = note_taken(outer, before, bytes);
  unlock();
  if (block != NULL) return outer + before;
  system_free(outer);
  return plain(alignment, bytes, blank);
}

static void *note_guarded(const struct guarded_place *place, size_t bytes) {
  lock();
  struct taken_block *block = taken_add(place->start);
  if (block != NULL) {
    block->bytes = bytes;
    block->outer = place->outer;
    block->outer_bytes = place->outer_bytes;
    block->before = (uint32_t)(place->start - place->outer);
    block->behind = (uint32_t)(place->outer + place->outer_bytes - place->start - bytes);
    block->filled_before = place->readable_before < BYTES_BEFORE ? place->readable_before : BYTES_BEFORE;
    block->filled_behind = place->readable_behind < BYTES_BEHIND ? place->readable_behind : BYTES_BEHIND;
    block->taken_by = (uint8_t)present_operation;
    fill(block);
  }
  unlock();
  if (block != NULL) return (void *)place->start;
  guarded_end(place->outer, place->outer_bytes);
  return NULL;
}

void *zones_take(size_t alignment, size_t bytes, bool blank) {
  if ((alignment & (alignment - 1)) != 0) return plain(alignment, bytes, blank);
  if (alignment < LEAST_ALIGNMENT) alignment = LEAST_ALIGNMENT;
  struct guarded_place place;
  void *block = guarded_take(alignment, bytes, &place) ? note_guarded(&place, bytes) : NULL;
  return block != NULL ? block : with_zones(alignment, bytes, blank);
}

void *zones_map(size_t bytes) {
  struct guarded_place place;
  return guarded_map(bytes, &place) ? note_guarded(&place, place.outer_bytes - 2 * (place.start - place.outer)) : NULL;
}

/* The oldest of what is kept goes for good; and what is large, at once: kept, it would be missing in the subject's allowance.
 */
static void keep_given_back(struct taken_block *block) {
  if (block->outer_bytes > KEPT_BYTES_AT_MOST) {
    guarded_end(block->outer, block->outer_bytes);
    taken_remove(block);
    return;
  }
  uintptr_t oldest = guarded_keep(block->start, block->outer, block->outer_bytes);
  block->is_given_back = true;
  block->given_back_by = (uint8_t)present_operation;
  struct taken_block *gone = oldest != 0 ? taken_at(oldest) : NULL;
  if (gone == NULL) return;
  guarded_end(gone->outer, gone->outer_bytes);
  taken_remove(gone);
}

void zones_release(void *released) {
  lock();
  struct taken_block *block = taken_at((uintptr_t)released);
  void *outer = released;
  if (block != NULL) {
    inspect(block);
    outer = block->outer_bytes == 0 ? (void *)block->outer : NULL;
    if (outer == NULL) {
      keep_given_back(block);
    } else {
      taken_remove(block);
    }
  }
  unlock();
  if (outer != NULL) system_free(outer);
}

/* The C library moves what is large without copying it. */
static void *resized_in_place(void *address, size_t bytes) {
  size_t outer_bytes;
  if (__builtin_add_overflow(bytes, (size_t)BYTES_BEFORE + BYTES_BEHIND, &outer_bytes)) return NULL;
  lock();
  struct taken_block *block = taken_at((uintptr_t)address);
  inspect(block);
  struct taken_block resized = *block;
  unsigned char *outer = system_realloc((void *)block->outer, outer_bytes);
  if (outer != NULL) {
    taken_remove(block);
    block = note_taken(outer, BYTES_BEFORE, bytes);
    if (block != NULL) block->is_breached = resized.is_breached;
  }
  unlock();
  return outer != NULL ? outer + BYTES_BEFORE : NULL;
}

static bool is_better_in_place(const void *address, size_t bytes) {
  lock();
  const struct taken_block *block = taken_at((uintptr_t)address);
  size_t smaller = bytes < block->bytes ? bytes : block->bytes;
  bool is_better = smaller >= COPIED_AT_MOST && block->outer_bytes == 0 && block->start - block->outer == BYTES_BEFORE;
  unlock();
  return is_better;
}

void *zones_resize(void *address, size_t bytes) {
  if (is_better_in_place(address, bytes)) return resized_in_place(address, bytes);
  size_t before = 0;
  zones_have(address, &before);
  /* A new block each time: so whoever keeps an address of the old one shows. */
  void *moved = zones_take(LEAST_ALIGNMENT, bytes, false);
  if (moved == NULL) return NULL;
  memcpy(moved, address, before < bytes ? before : bytes);
  zones_release(address);
  return moved;
}

void zones_note_mapping(void *address, size_t bytes) {
  lock();
  struct taken_block *block = taken_at((uintptr_t)address);
  if (block == NULL) block = taken_add((uintptr_t)address);
  if (block != NULL) {
    block->bytes = bytes;
    block->is_mapping = true;
    block->taken_by = (uint8_t)present_operation;
  }
  unlock();
}

static void forget_mapping(struct taken_block *block) {
  if (block != NULL && block->is_mapping) taken_remove(block);
}

bool zones_unmap(void *address, size_t bytes) {
  lock();
  struct taken_block *block = taken_at((uintptr_t)address);
  forget_mapping(block);
  bool is_mapping = block != NULL && block->outer_bytes != 0 && !block->is_given_back;
  bool is_whole = is_mapping && bytes <= block->bytes && block->bytes - bytes < block->before;
  if (is_whole) {
    keep_given_back(block);
  } else if (is_mapping) {
    taken_remove(block); /* what is left of it can't be told from any other; its pages of no access stay */
  }
  unlock();
  return is_whole;
}

bool zones_keep(const void *address) {
  lock();
  const struct taken_block *block = taken_at((uintptr_t)address);
  bool is_kept = block != NULL && block->is_given_back;
  unlock();
  return is_kept;
}

bool zones_have(const void *address, size_t *bytes) {
  lock();
  const struct taken_block *block = taken_at((uintptr_t)address);
  if (block != NULL) *bytes = block->bytes;
  unlock();
  return block != NULL;
}

static struct breach inspect_some(uint32_t count) {
  lock();
  for (uint32_t i = 0; i < count; ++i) {
    if (glanced >= taken_numbers()) glanced = 1;
    struct taken_block *block = taken_numbered(glanced++);
    if (block != NULL) inspect(block);
  }
  struct breach said = found;
  found = (struct breach){0};
  unlock();
  return said;
}

struct breach zones_glance(void) {
  uint32_t numbers = taken_numbers() - 1;
  return inspect_some(numbers < GLANCED_AT_ONCE ? numbers : GLANCED_AT_ONCE);
}

struct breach zones_inspect(void) { return inspect_some(taken_numbers() - 1); }

static struct breach lent_at(uintptr_t address, size_t bytes) {
  const struct taken_block *here = taken_at_or_before(address), *next = taken_behind(address);
  if (here != NULL && here->is_mapping) here = NULL;
  if (next != NULL && next->is_mapping) next = NULL;
  struct breach breach = {0};
  if (here != NULL && address < here->start + here->bytes + here->behind) {
    uintptr_t end = here->start + here->bytes;
    if (address + bytes > end) {
      breach = breach_of(here, BREACH_LENT_BEHIND);
      breach.distance = address > end ? address - end : 0;
      breach.count = (uint32_t)(address > end ? bytes : address + bytes - end);
    } else if (here->is_given_back) {
      breach = breach_of(here, BREACH_LENT_GIVEN_BACK);
      breach.distance = address - here->start;
      breach.count = (uint32_t)bytes;
    }
  } else if (next != NULL && address + bytes > next->start - next->before) {
    breach = breach_of(next, BREACH_LENT_BEFORE);
    breach.count = (uint32_t)(next->start - address < bytes ? next->start - address : bytes);
    breach.distance = next->start - address - breach.count;
  }
  if (breach.kind != BREACH_NONE) breach.is_unreadable = (breach.kind == BREACH_LENT_BEFORE ? next : here)->outer_bytes != 0;
  return breach;
}

struct breach zones_of_lent(uintptr_t address, size_t bytes) {
  lock();
  struct breach breach = lent_at(address, bytes);
  unlock();
  return breach;
}
