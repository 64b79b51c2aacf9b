#define _GNU_SOURCE
#include "allocations.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "address_map.h"
#include "guarded.h"
#include "platform/platform.h"
#include "quarantine.h"
#include "reserve.h"
#include "shortage.h"
#include "site.h"
#include "storage.h"
#include "zones.h"

enum { LIVE_BLOCKS = 1 << 21, ARENA_BYTES = 1 << 24, ARENA_ALIGNMENT = 64, SOILED_BYTES_AT_MOST = 1 << 16, SOIL = 0xCD };

static _Thread_local bool counting, following;
static _Thread_local struct allocation_counts counts;
static _Thread_local uint64_t live_bytes_before;
static _Thread_local uint64_t mapped_bytes;
static struct address_map live;
static uint64_t live_bytes;
/* Threads of the subject may allocate while this thread counts; only the table needs the lock. */
static volatile char table_locked;

static void lock_table(void) {
  while (__atomic_test_and_set(&table_locked, __ATOMIC_ACQUIRE)) {
  }
}

static void unlock_table(void) { __atomic_clear(&table_locked, __ATOMIC_RELEASE); }

static void taken(void *block, size_t bytes) {
  if (!counting || block == NULL) return;
  site_note();
  ++counts.allocations;
  counts.allocated_bytes += bytes;
  lock_table();
  if (address_put(&live, (uint64_t)(uintptr_t)block, bytes)) live_bytes += bytes;
  if (live_bytes > live_bytes_before + counts.held_bytes) counts.held_bytes = live_bytes - live_bytes_before;
  unlock_table();
}

/* How many bytes were asked for when the block was taken; 0 where that was not counted. */
static uint64_t given_back(void *block) {
  if (block == NULL || live.entries == NULL) return 0;
  if (counting) {
    site_note();
    ++counts.releases;
  }
  uint64_t bytes = 0;
  lock_table();
  struct address_entry *entry = live.used != 0 ? address_find(&live, (uint64_t)(uintptr_t)block) : NULL;
  if (entry != NULL) {
    bytes = entry->value;
    live_bytes -= bytes;
    address_remove(&live, (uint64_t)(uintptr_t)block);
  }
  unlock_table();
  return bytes;
}

/* Storage that was given is its caller's. */
static void die_if_given(const void *address) {
  static const char words[] = "it gave back the storage that create was given\n";
  if (!storage_holds(address)) return;
  ssize_t written = write(STDERR_FILENO, words, sizeof words - 1);
  (void)written;
  _exit(EXIT_BOUNDS);
}

/* A block in quarantine was released before. The C library would notice that sometimes. */
static void die_if_dead(const void *block) {
  static const char words[] = "memory is released that had been released before\n";
  die_if_given(block);
  if (!quarantine_holds(block) && !zones_keep(block)) return;
  ssize_t written = write(STDERR_FILENO, words, sizeof words - 1);
  (void)written;
  abort();
}

/* ---- the arena ---- */

static unsigned char *arena;
static size_t arena_used;
static bool placing;

void allocations_use_arena(void) {
  if (arena == NULL) arena = reserve(ARENA_BYTES);
}

void allocations_place_all(bool places) {
  if (places) allocations_use_arena();
  placing = places;
}

unsigned char *allocations_arena(void) { return arena; }

size_t allocations_arena_used(void) { return arena_used; }

void allocations_set_arena_used(size_t bytes) { arena_used = bytes; }

static bool in_arena(const void *block) {
  const unsigned char *at = block;
  return arena != NULL && at >= arena && at < arena + ARENA_BYTES;
}

/* NULL when the arena is not in use, or full: the caller then asks the C library. Blank, like memory fresh from the system. */
static void *from_arena(size_t alignment, size_t bytes) {
  if (arena == NULL || (!counting && !placing)) return NULL;
  size_t rounding = alignment < ARENA_ALIGNMENT ? ARENA_ALIGNMENT : alignment;
  /* The block's size stands before it, for realloc. */
  size_t start = (arena_used + sizeof(size_t) + rounding - 1) / rounding * rounding;
  if (bytes > ARENA_BYTES || start + bytes > ARENA_BYTES) return NULL;
  memcpy(arena + start - sizeof(size_t), &bytes, sizeof bytes);
  memset(arena + start, 0, bytes);
  arena_used = start + bytes;
  return arena + start;
}

/* A fork keeps one thread: what another had locked would stay so. */
static void before_fork(void) {
  lock_table();
  zones_lock();
}

static void after_fork(void) {
  zones_unlock();
  unlock_table();
}

void allocations_init(void) {
  zones_init();
  pthread_atfork(before_fork, after_fork, after_fork);
  system_malloc_init();
  live.entries = reserve(LIVE_BLOCKS * sizeof(struct address_entry));
  live.mask = LIVE_BLOCKS - 1;
}

void allocations_begin(void) {
  counts = (struct allocation_counts){0};
  live_bytes_before = live_bytes;
  mapped_bytes = 0;
  counting = true;
}

struct allocation_counts allocations_end(void) {
  counting = following;
  return counts;
}

void allocations_follow(bool follows) { counting = following = follows; }

uint64_t allocations_live_bytes(void) { return live_bytes; }

uint64_t allocations_mapped_bytes(void) { return mapped_bytes; }

/* What an allocator gives is blank or not as chance has it. Never blank, a pool that relies on it shows each time; but a large
 * block stays as it is, for its pages are not touched yet, and when they are is the subject's business (HOT-4): unless this is
 * asked for. `from`: where what it held before ends. */
static void *soiled(void *block, size_t from, size_t bytes) {
  if (!counting || block == NULL || from >= bytes || in_arena(block)) return block;
  if (bytes - from <= SOILED_BYTES_AT_MOST || guarded_soils()) memset((unsigned char *)block + from, SOIL, bytes - from);
  return block;
}

/* What is taken while nothing is counted is not the subject's, or not its owner's thread's. */
static void *from_system(size_t alignment, size_t bytes, bool blank) {
  if (counting && arena == NULL) return zones_take(alignment, bytes, blank);
  if (blank) return system_calloc(1, bytes);
  return alignment == 1 ? system_malloc(bytes) : system_memalign(alignment, bytes);
}

void *malloc(size_t bytes) {
  if (shortage_strikes(__builtin_return_address(0))) return NULL;
  void *block = from_arena(1, bytes);
  if (block == NULL) block = soiled(from_system(1, bytes, false), 0, bytes);
  taken(block, bytes);
  return block;
}

void *calloc(size_t count, size_t bytes) {
  size_t total;
  if (shortage_strikes(__builtin_return_address(0))) return NULL;
  if (__builtin_mul_overflow(count, bytes, &total)) total = SIZE_MAX; /* which nobody has */
  void *block = from_arena(1, total);
  if (block == NULL) block = from_system(1, total, true);
  taken(block, total);
  return block;
}

/* Of a block with zones, or of none. */
static void *moved_with_zones(void *block, size_t bytes) {
  size_t before = 0;
  if (block == NULL) return soiled(from_system(1, bytes, false), 0, bytes);
  if (!zones_have(block, &before)) return system_realloc(block, bytes); /* taken while nothing was counted */
  if (bytes != 0) return soiled(zones_resize(block, bytes), before, bytes);
  zones_release(block);
  return NULL;
}

/* Of a block made smaller by realloc, or given back. */
static bool is_no_more(void *block, size_t bytes) {
  if (block == NULL) return false;
  return bytes == 0 || (!in_arena(block) && bytes <= malloc_usable_size(block));
}

void *realloc(void *block, size_t bytes) {
  void *moved;
  size_t before;
  die_if_dead(block);
  if (!is_no_more(block, bytes) && shortage_strikes(__builtin_return_address(0))) return NULL;
  if (in_arena(block)) {
    memcpy(&before, (unsigned char *)block - sizeof before, sizeof before);
    moved = from_arena(1, bytes);
    if (moved != NULL) memcpy(moved, block, before < bytes ? before : bytes);
  } else if (counting || zones_have(block, &before)) {
    moved = moved_with_zones(block, bytes);
  } else {
    moved = system_realloc(block, bytes);
  }
  if (moved != NULL || bytes == 0) {
    given_back(block);
    taken(moved, bytes);
  }
  return moved;
}

void *reallocarray(void *block, size_t count, size_t bytes) {
  size_t total;
  if (__builtin_mul_overflow(count, bytes, &total)) {
    errno = ENOMEM;
    return NULL;
  }
  return realloc(block, total);
}

void free(void *block) {
  if (block == NULL) return;
  die_if_dead(block);
  uint64_t bytes = given_back(block);
  if (in_arena(block)) return;
  if (counting && !guarded_soils() && quarantine_take(block, bytes != 0 ? bytes : malloc_usable_size(block))) return;
  zones_release(block);
}

size_t malloc_usable_size(void *block) {
  size_t bytes;
  if (block != NULL && zones_have(block, &bytes)) return bytes;
  return system_usable_size(block);
}

void *memalign(size_t alignment, size_t bytes) {
  if (shortage_strikes(__builtin_return_address(0))) return NULL;
  void *block = from_arena(alignment, bytes);
  if (block == NULL) block = soiled(from_system(alignment, bytes, false), 0, bytes);
  taken(block, bytes);
  return block;
}

void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }

int posix_memalign(void **out, size_t alignment, size_t bytes) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *block = memalign(alignment, bytes);
  if (block == NULL) return ENOMEM;
  *out = block;
  return 0;
}

void *valloc(size_t bytes) { return memalign(page_bytes(), bytes); }

void *pvalloc(size_t bytes) {
  if (bytes > SIZE_MAX - page_bytes()) bytes = SIZE_MAX - page_bytes(); /* which nobody has */
  return memalign(page_bytes(), page_whole(bytes));
}

void *mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  if (shortage_strikes(__builtin_return_address(0))) return MAP_FAILED;
  bool plain = (flags & MAP_ANONYMOUS) != 0 && (flags & MAP_FIXED) == 0 && (protection & PROT_WRITE) != 0;
  void *block = plain ? from_arena(page_bytes(), bytes) : NULL;
  bool may_lie_anywhere = plain && counting && address == NULL && protection == (PROT_READ | PROT_WRITE);
  bool is_usual = (flags & ~MAP_POPULATE) == (MAP_PRIVATE | MAP_ANONYMOUS);
  if (block == NULL && may_lie_anywhere && is_usual) block = zones_map(bytes);
  bool is_guarded = block != NULL;
  if (block == NULL) block = mapping_mmap(address, bytes, protection, flags, descriptor, offset);
  if (block == MAP_FAILED) return block;
  if (counting && !in_arena(block) && !is_guarded) zones_note_mapping(block, page_whole(bytes));
  taken(block, protection == PROT_NONE ? 0 : page_whole(bytes));
  if (counting && !in_arena(block)) mapped_bytes += page_whole(bytes);
  return block;
}

void *mmap64(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  return mmap(address, bytes, protection, flags, descriptor, offset);
}

int munmap(void *address, size_t bytes) {
  die_if_given(address);
  given_back(address);
  if (in_arena(address) || zones_unmap(address, bytes)) return 0;
  return mapping_munmap(address, bytes);
}

void *mremap(void *address, size_t old_bytes, size_t new_bytes, int flags, ...) {
  va_list more;
  va_start(more, flags);
  void *wanted = (flags & MREMAP_FIXED) != 0 ? va_arg(more, void *) : NULL;
  va_end(more);
  if (new_bytes > old_bytes && shortage_strikes(__builtin_return_address(0))) return MAP_FAILED;
  zones_unmap(address, 0); /* wherever it goes, and even if it stays, there is no page of no access behind it */
  void *block = mapping_mremap(address, old_bytes, new_bytes, flags, wanted);
  if (block != MAP_FAILED) {
    given_back(address);
    taken(block, new_bytes);
    if (counting && new_bytes > old_bytes) mapped_bytes += new_bytes - old_bytes;
  }
  return block;
}
