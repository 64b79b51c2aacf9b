#define _GNU_SOURCE
#include "pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "blockpool.h"
#include "memory.h"
#include "parked.h"
#include "state.h"

/* A larger block is written and looked at in its first and last bytes. */
enum { LOOKED_AT_BYTES = 2048, EARLIER_HOLDER = 14, RUBBISH = 0xA5 };

struct job job;
static struct subject subject;
static void *pool;
static char text[TEXT_BYTES];

typedef int (*get_function)(void *, void **);
typedef int (*sized_get_function)(void *, size_t, void **);
typedef int (*return_function)(void *, void *);
typedef void (*clear_function)(void *);
typedef size_t (*counter_function)(const void *);

int pool_get(void **out) {
  const uintptr_t get = subject.entries.get;
  if (job.terms.has_size != 0) return ((sized_get_function)get)(pool, job.terms.largest, out);
  return ((get_function)get)(pool, out);
}

int pool_return(void *block) { return ((return_function)subject.entries.give_back)(pool, block); }

/* Without those that are lent all the time. */
uint64_t pool_count(enum counter counter) {
  const bool is_used = counter == COUNTER_USED;
  const uint64_t kept = is_used ? job.kept : 0;
  if (job.terms.binding == 1) {
    bp_usage usage = {0};
    subject.capacity_usage(pool, &usage);
    return (is_used ? usage.soa_in_use : usage.soa_total - usage.soa_in_use) - kept;
  }
  return ((counter_function)subject.entries.counters[is_used ? 1 : 2])(pool)-kept;
}

uint32_t pool_entries(uintptr_t entries[ENTRIES_AT_MOST]) {
  uint32_t count = 0;
  entries[count++] = subject.entries.get;
  entries[count++] = subject.entries.give_back;
  entries[count++] = subject.entries.usage;
  for (uint32_t i = 0; i < COUNTERS; ++i) entries[count++] = subject.entries.counters[i];
  return count;
}

static bool make_of_blocks(void) {
  if (subject.entries.create == 0) return true;
  pp_config config = {.struct_bytes = sizeof config,
                      .block_count = job.kept + job.count,
                      .block_size = job.terms.block_bytes,
                      .block_align = job.terms.block_align};
  if (job.terms.storage_is_given != 0) {
    config.storage_bytes = job.terms.storage_fixed + (job.kept + job.count) * job.terms.storage_per_block;
    config.storage = arena_take(job.terms.storage_align, config.storage_bytes);
    if (config.storage == NULL) return false;
    memset(config.storage, RUBBISH, config.storage_bytes);
  }
  return ((int (*)(const pp_config *, void **))subject.entries.create)(&config, &pool) == 0;
}

static bool make_of_buffers(void) {
  const bp_config config = {job.kept + job.count, job.terms.record_count};
  return subject.create(&config, (bp_pool **)&pool) == BP_OK;
}

const char *pool_make(const char *path) {
  memory_before_load();
  arena_serve(true);
  const bool is_loaded = subject_load(&subject, &job.terms, path, text, sizeof text);
  arena_serve(false);
  if (!is_loaded) return text;
  if (!memory_after_load()) return unfit;
  arena_serve(true);
  parked_take_storage();
  const bool is_made = job.terms.binding == 1 ? make_of_buffers() : make_of_blocks();
  arena_serve(false);
  if (unfit[0] != '\0') return unfit;
  snprintf(text, sizeof text, "create refuses a pool of %u blocks", job.kept + job.count);
  return is_made ? NULL : text;
}

static int by_address(const void *some, const void *other) {
  const uint64_t a = *(const uint64_t *)some, b = *(const uint64_t *)other;
  return (a > b) - (a < b);
}

static void swap(uint64_t *some, uint64_t *other) {
  const uint64_t kept = *some;
  *some = *other;
  *other = kept;
}

/* Those lent first get the lowest numbers. */
static bool lend(void) {
  for (uint32_t i = 0; i < job.lent; ++i) {
    void *block = NULL;
    if (pool_get(&block) != 0) return false;
    const int32_t number = pool_number_of(block);
    if (number < 0) return false;
    if (job.terms.reuse == REUSE_LOWEST_ADDRESS && number != (int32_t)i) return false;
    swap(&now.blocks[i], &now.blocks[number]);
    swap(&now.written[i], &now.written[number]);
  }
  return true;
}

static bool number_blocks(void) {
  for (uint32_t i = 0; i < job.kept; ++i) {
    void *block = NULL;
    if (pool_get(&block) != 0) return false;
  }
  for (uint32_t i = 0; i < job.count; ++i) {
    void *block = NULL;
    if (pool_get(&block) != 0 || block == NULL) {
      violate(WRONG_KEPT, job.callers, -1, i);
      return false;
    }
    now.blocks[now.block_count++] = (uint64_t)(uintptr_t)block;
  }
  if (job.terms.reuse == REUSE_LOWEST_ADDRESS) qsort(now.blocks, now.block_count, sizeof now.blocks[0], by_address);
  for (uint32_t i = 0; i < job.count; ++i) pool_write(i, pool_mark(EARLIER_HOLDER, i));
  for (uint32_t i = 0; i < job.count; ++i) {
    const uint32_t next = job.terms.reuse == REUSE_LIFO ? job.count - 1 - i : i;
    if (pool_return(pool_block(next)) != 0) return false;
  }
  return true;
}

const char *pool_prepare(void) {
  arena_serve(true);
  if (subject.entries.clear != 0) ((clear_function)subject.entries.clear)(pool);
  const bool is_numbered = number_blocks();
  const bool is_lent = is_numbered && lend();
  arena_serve(false);
  if (unfit[0] != '\0') return unfit;
  if (!is_numbered) return "one thread alone, before others met it, did not get its blocks and give them back";
  if (!is_lent) return "one thread alone did not get blocks that are free again, in the promised order";
  for (uint32_t i = 0; i < job.lent; ++i) pool_write(i, pool_mark(EARLIER_HOLDER + 1, i));
  return NULL;
}

unsigned char *pool_block(uint32_t number) { return (unsigned char *)(uintptr_t)now.blocks[number]; }

static bool is_in_memory(uint64_t address) {
  return memory_is_shared(address) && memory_is_shared(address + job.terms.block_bytes - 1);
}

int32_t pool_number_of(const void *block) {
  for (uint32_t i = 0; i < now.block_count; ++i) {
    if (now.blocks[i] == (uint64_t)(uintptr_t)block) return (int32_t)i;
  }
  if ((job.terms.is_at_least == 0 && !job.is_new) || block == NULL) return -1;
  if (job.is_new && !is_in_memory((uint64_t)(uintptr_t)block)) return -1;
  if (now.block_count == BLOCKS_AT_MOST) {
    give_up("it lends more than %ld different blocks", BLOCKS_AT_MOST);
    return -1;
  }
  now.blocks[now.block_count] = (uint64_t)(uintptr_t)block;
  return (int32_t)now.block_count++;
}

int32_t pool_block_around(uint64_t address) {
  for (uint32_t i = 0; i < now.block_count; ++i) {
    if (address - now.blocks[i] < job.terms.block_bytes) return (int32_t)i;
  }
  return -1;
}

uint64_t pool_mark(uint32_t thread, uint32_t block) {
  return UINT64_C(0x9E00000000000077) | (uint64_t)(thread + 1) << 40 | (uint64_t)(block + 1) << 16;
}

/* Whether a byte of a block is one of those that are written and looked at. */
static bool is_looked_at(uint32_t at) { return at < LOOKED_AT_BYTES || at >= job.terms.block_bytes - LOOKED_AT_BYTES; }

void pool_write(uint32_t block, uint64_t mark) {
  unsigned char *bytes = pool_block(block);
  for (uint32_t at = 0; at < job.terms.block_bytes; ++at) {
    if (job.terms.block_bytes <= 2 * LOOKED_AT_BYTES || is_looked_at(at)) bytes[at] = (unsigned char)(mark >> (at % 8 * 8));
  }
  now.written[block] = mark;
}

bool pool_holds(uint32_t block, uint64_t mark) {
  const unsigned char *bytes = pool_block(block);
  for (uint32_t at = 0; at < job.terms.block_bytes; ++at) {
    const bool is_wanted = job.terms.block_bytes <= 2 * LOOKED_AT_BYTES || is_looked_at(at);
    if (is_wanted && bytes[at] != (unsigned char)(mark >> (at % 8 * 8))) return false;
  }
  return true;
}

bool pool_content_is_right(uint32_t block) {
  if (job.terms.at_get == FILL_ANY) return true;
  if (job.terms.at_get == FILL_KEPT) return now.written[block] == 0 || pool_holds(block, now.written[block]);
  return pool_holds(block, job.terms.at_get_byte * UINT64_C(0x0101010101010101));
}
