#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "address_map.h"
#include "allocations.h"
#include "bounds.h"
#include "caller.h"
#include "gone.h"
#include "holder.h"
#include "probes.h"
#include "quarantine.h"
#include "registers.h"
#include "reserve.h"
#include "said.h"
#include "shortage.h"
#include "site.h"
#include "statm.h"
#include "surroundings.h"
#include "targets.h"
#include "variables.h"

enum {
  SOA_BYTES = sizeof(bp_soa),
  RECEIPT_BYTES = sizeof(bp_receipt),
  /* The largest that the harness asks for, and room for those that a pool lends beyond its capacity. */
  SOA_BLOCKS = 65536 + 64,
  RECEIPT_BLOCKS = (1 << 20) + 64,
  /* Of so many pools; the others are there to be many, and small. */
  LARGE_POOLS = 8,
  BLOCKS_OF_SMALL = 1 << 11,
  MAP_ENTRIES = 1 << 23,
  /* More lent blocks than this are inspected in turn, this many an operation. */
  INSPECTED_AT_ONCE = 128,
  /* And of so many pools: of more, each operation looks at some, but create and destroy at all. */
  INSPECTED_POOLS = 33,
  FOREIGN_BYTES = 4096,
  FOREIGN_BYTE = 0xA5
};

/* A block is where a buffer or a receipt was seen. */
enum block_place { PLACE_LENT = 1, PLACE_RETURNED = 2, PLACE_REVOKED = 3 };

struct blocks {
  enum block_kind kind;
  uint32_t bytes;
  uint32_t known;
  uint32_t limit;
  uint64_t *addresses;
  unsigned char *places;
  unsigned char *shadows; /* what the holder last wrote, block by block */
  uint32_t *lent;         /* most recent last */
  uint32_t lent_count;
  uint32_t *returned;
  uint32_t returned_count;
  uint32_t *revoked;
  uint32_t revoked_count;
  uint32_t inspected; /* where in `lent` the next inspection starts */
};

struct pool {
  bp_pool *handle;
  bool alive;
  bool variables_go;  /* what comes with a call to it is gone once that is over */
  uint32_t soa_total; /* as it was created: what the usage says later may be wrong */
  struct blocks soa;
  struct blocks receipts;
};

struct session {
  const struct subject *subject;
  struct shared *shared;
  struct pool pools[POOL_SLOTS];
  struct gone_buffers gone;
  uint32_t pools_end;         /* no pool from here on is alive */
  uint32_t inspected_pool;    /* where the next inspection starts */
  struct address_map numbers; /* (pool, kind, address) to number */
  struct address_map lines;   /* 64-byte line to the lent block on it */
  unsigned char *foreign;
  uint32_t probes; /* what to watch in the operation at hand */
  bool is_hot;     /* whether that is one of the hot path */
  uint32_t place;  /* where in the sequence it stands; before the first, UINT32_MAX */
  uint32_t unseen; /* operations since the process' surroundings were looked at */
};

/* ---- names and numbers of blocks ---- */

static uint64_t number_key(uint32_t pool, enum block_kind kind, uint64_t address) {
  /* User addresses have up to 57 bits, which leaves too few for the pool: so the key is as good as never that of another. */
  uint64_t owner = (uint64_t)pool << 2 | (uint64_t)kind;
  return (address ^ owner * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93) | 1;
}

static uint64_t line_value(uint32_t pool, enum block_kind kind, uint32_t number) {
  return (uint64_t)number | (uint64_t)kind << 32 | (uint64_t)pool << 40;
}

static struct block_name line_name(uint64_t value) {
  return (struct block_name){
      .kind = (uint8_t)(value >> 32), .pool = (uint16_t)(value >> 40), .word = 0, .index = (uint32_t)value};
}

static struct blocks *blocks_of(struct session *session, uint32_t pool, enum block_kind kind) {
  return kind == BLOCK_SOA ? &session->pools[pool].soa : &session->pools[pool].receipts;
}

static unsigned char *shadow_of(struct blocks *blocks, uint32_t number) {
  return blocks->shadows + (size_t)number * blocks->bytes;
}

static uint32_t limit_of(enum block_kind kind, bool is_large) {
  if (!is_large) return BLOCKS_OF_SMALL;
  return kind == BLOCK_SOA ? SOA_BLOCKS : RECEIPT_BLOCKS;
}

static uint32_t bytes_of(enum block_kind kind) { return kind == BLOCK_SOA ? SOA_BYTES : RECEIPT_BYTES; }

/* What reserve_pools() reserves is one range: one for each table would take a worker as long as all the rest of its start. */
static size_t table_bytes(enum block_kind kind, bool is_large) {
  size_t block_bytes = sizeof(uint64_t) + 1 + bytes_of(kind) + 3 * sizeof(uint32_t);
  return limit_of(kind, is_large) * block_bytes; /* limits are multiples of 64, so every table starts at one */
}

static void *cut(unsigned char **rest, size_t bytes) {
  void *table = *rest;
  *rest += bytes;
  return table;
}

static void cut_blocks(struct blocks *blocks, enum block_kind kind, bool is_large, unsigned char **rest) {
  uint32_t limit = limit_of(kind, is_large);
  *blocks = (struct blocks){.kind = kind, .bytes = bytes_of(kind), .limit = limit};
  blocks->addresses = cut(rest, limit * sizeof(uint64_t));
  blocks->places = cut(rest, limit);
  blocks->shadows = cut(rest, (size_t)limit * blocks->bytes);
  blocks->lent = cut(rest, limit * sizeof(uint32_t));
  blocks->returned = cut(rest, limit * sizeof(uint32_t));
  blocks->revoked = cut(rest, limit * sizeof(uint32_t));
}

static void reserve_pools(struct pool *pools) {
  size_t bytes = 0;
  for (size_t i = 0; i < POOL_SLOTS; ++i) {
    bytes += table_bytes(BLOCK_SOA, i < LARGE_POOLS) + table_bytes(BLOCK_RECEIPT, i < LARGE_POOLS);
  }
  unsigned char *rest = reserve(bytes);
  for (size_t i = 0; i < POOL_SLOTS; ++i) {
    cut_blocks(&pools[i].soa, BLOCK_SOA, i < LARGE_POOLS, &rest);
    cut_blocks(&pools[i].receipts, BLOCK_RECEIPT, i < LARGE_POOLS, &rest);
  }
}

struct session *session_new(const struct subject *subject, struct shared *shared) {
  struct session *session = reserve(sizeof *session);
  caller_init();
  variables_init();
  session->subject = subject;
  session->shared = shared;
  session->place = UINT32_MAX;
  reserve_pools(session->pools);
  session->numbers = (struct address_map){reserve(MAP_ENTRIES * sizeof(struct address_entry)), MAP_ENTRIES - 1, 0};
  session->lines = (struct address_map){reserve(MAP_ENTRIES * sizeof(struct address_entry)), MAP_ENTRIES - 1, 0};
  session->foreign = reserve(FOREIGN_BYTES);
  memset(session->foreign, FOREIGN_BYTE, FOREIGN_BYTES); /* nonsense, for who takes an out parameter for an argument */
  return session;
}

/* ---- what is lent ---- */

/* The lent block whose bytes the range shares, if any: ISO-2. */
static bool overlapping(struct session *session, uint64_t address, uint32_t bytes, struct block_name *name) {
  for (uint64_t line = address / 64; line <= (address + bytes - 1) / 64; ++line) {
    struct address_entry *entry = address_find(&session->lines, line + 1);
    if (entry == NULL) continue;
    struct block_name other = line_name(entry->value);
    struct blocks *blocks = blocks_of(session, other.pool, other.kind);
    uint64_t start = blocks->addresses[other.index];
    /* Two misaligned neighbours may share a line and no byte. */
    if (start < address + bytes && address < start + blocks->bytes) {
      *name = other;
      return true;
    }
  }
  return false;
}

static void lend(struct session *session, uint32_t pool, struct blocks *blocks, uint32_t number) {
  uint64_t address = blocks->addresses[number];
  blocks->places[number] = PLACE_LENT;
  blocks->lent[blocks->lent_count++] = number;
  for (uint64_t line = address / 64; line <= (address + blocks->bytes - 1) / 64; ++line) {
    address_put(&session->lines, line + 1, line_value(pool, blocks->kind, number));
  }
}

static void release_lines(struct session *session, struct blocks *blocks, uint32_t number) {
  uint64_t address = blocks->addresses[number];
  for (uint64_t line = address / 64; line <= (address + blocks->bytes - 1) / 64; ++line) {
    address_remove(&session->lines, line + 1);
  }
}

static void take_out(uint32_t *list, uint32_t *count, uint32_t number) {
  for (uint32_t at = *count; at-- > 0;) {
    if (list[at] != number) continue;
    memmove(&list[at], &list[at + 1], (*count - at - 1) * sizeof list[0]);
    --*count;
    return;
  }
}

static void take_out_of_place(struct blocks *blocks, uint32_t number) {
  if (blocks->places[number] == PLACE_RETURNED) take_out(blocks->returned, &blocks->returned_count, number);
  if (blocks->places[number] == PLACE_REVOKED) take_out(blocks->revoked, &blocks->revoked_count, number);
}

static void give_back(struct session *session, struct blocks *blocks, uint32_t number) {
  take_out(blocks->lent, &blocks->lent_count, number);
  release_lines(session, blocks, number);
  blocks->places[number] = PLACE_RETURNED;
  blocks->returned[blocks->returned_count++] = number;
}

static void revoke_all(struct session *session, struct blocks *blocks) {
  for (uint32_t at = 0; at < blocks->lent_count; ++at) {
    uint32_t number = blocks->lent[at];
    release_lines(session, blocks, number);
    blocks->places[number] = PLACE_REVOKED;
    blocks->revoked[blocks->revoked_count++] = number;
  }
  blocks->lent_count = 0;
}

static void forget_blocks(struct session *session, uint32_t pool, struct blocks *blocks) {
  revoke_all(session, blocks);
  for (uint32_t number = 0; number < blocks->known; ++number) {
    address_remove(&session->numbers, number_key(pool, blocks->kind, blocks->addresses[number]));
    blocks->places[number] = 0;
  }
  blocks->known = blocks->lent_count = blocks->returned_count = blocks->revoked_count = blocks->inspected = 0;
}

static void forget_pool(struct session *session, uint32_t pool) {
  gone_note(&session->gone, session->pools[pool].soa.addresses, session->pools[pool].soa.known);
  forget_blocks(session, pool, &session->pools[pool].soa);
  forget_blocks(session, pool, &session->pools[pool].receipts);
  session->pools[pool].alive = false;
  session->pools[pool].handle = NULL;
  while (session->pools_end != 0 && !session->pools[session->pools_end - 1].alive) --session->pools_end;
}

void session_forget(struct session *session) {
  while (session->pools_end != 0) forget_pool(session, session->pools_end - 1);
  session->place = UINT32_MAX;
  variables_forget();
  if (session->unseen != 0) surroundings_of_process(); /* what an earlier sequence left behind is none of this one's */
  session->unseen = 0;
  session->gone.count = 0;
}

/* ---- entering the subject ---- */

static void enter(struct session *session, struct observation *observation) {
  session->shared->phase = PHASE_SUBJECT;
  observation->errno_before = surroundings_spoil_errno(session->place, session->shared->errno_is_zero == 0);
  if (session->is_hot) site_watch();
  allocations_begin();
  probes_begin(session->probes);
  registers_step(probes_stepping());
}

static void note_surrounding(const struct surrounding_change *change, struct observation *observation) {
  if (change->kind == SURROUNDING_NONE || observation->surrounding != SURROUNDING_NONE) return;
  observation->surrounding = change->kind;
  observation->surrounding_number = change->which;
  observation->surrounding_before = change->before;
  observation->surrounding_after = change->after;
}

static void leave(struct session *session, struct observation *observation) {
  struct probe_counts probed = {0};
  probes_end(&probed);
  struct surrounding_change change = registers_change();
  note_surrounding(&change, observation);
  struct allocation_counts counts = allocations_end();
  uint32_t site = site_end();
  session->shared->phase = PHASE_HOLDER;
  observation->allocations += counts.allocations;
  observation->releases += counts.releases;
  observation->allocated_bytes += counts.allocated_bytes;
  if (counts.held_bytes > observation->held_bytes) observation->held_bytes = counts.held_bytes;
  if (observation->site == 0) observation->site = site;
  observation->system_calls += probed.system_calls;
  if (probed.system_calls != 0) observation->system_call_number = probed.system_call_number;
  observation->page_faults += probed.page_faults;
  if (probed.instructions > observation->instructions) observation->instructions = probed.instructions;
  observation->locked_instructions += probed.locked_instructions;
  observation->time_stamp_reads += probed.time_stamp_reads;
  observation->system_call_instructions += probed.system_call_instructions;
  observation->outside_functions |= probed.outside_functions;
  if (probed.time_stamps > observation->time_stamps) observation->time_stamps = probed.time_stamps;
}

/* Without malloc's heap: how far that moves the break, and when it moves it back, is its own affair. */
static uint64_t without_heap(uint64_t pages) {
  return pages != 0 ? pages - allocations_heap_of_malloc() / (uint64_t)page_bytes() : 0;
}

uint64_t session_virtual_pages(void) { return without_heap(statm_now().size_pages); }

/* Threads of this process: the links of its directory of tasks, without . and .. */
static uint32_t thread_count(void) {
  struct stat tasks;
  return stat("/proc/self/task", &tasks) == 0 ? (uint32_t)tasks.st_nlink - 2 : 0;
}

/* What a subject may fail to give back, besides memory that it allocated. */
static void note_resources(struct observation *observation) {
  observation->virtual_pages = session_virtual_pages();
  int descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0) descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC); /* the subject closed what is not its own */
  observation->free_descriptor = (uint32_t)descriptor;
  if (descriptor >= 0) close(descriptor);
}

/* An address that no pool hands out, for an out parameter that a subject may forget to write. */
static void *untouched(struct session *session) { return session->foreign + 8; }

/* ---- what was handed out ---- */

/* A block may lie anywhere, and be of any size. */
static uint64_t word_at(const unsigned char *block, uint32_t word) {
  uint64_t value;
  memcpy(&value, block + (size_t)word * sizeof value, sizeof value);
  return value;
}

static void inspect_new_block(struct session *session, uint32_t pool, struct blocks *blocks, uint64_t address,
                              struct observation *observation) {
  if (!bounds_let_touch(address, blocks->bytes, observation)) {
    observation->out = OUT_UNCOUNTABLE;
    return;
  }
  const unsigned char *block = (const unsigned char *)(uintptr_t)address;
  uint32_t first = 0;
  if (blocks->kind == BLOCK_RECEIPT) observation->receipt_id = word_at(block, first++);
  for (uint32_t word = first; word < blocks->bytes / 8; ++word) {
    uint64_t value = word_at(block, word);
    if (value == 0) continue;
    if (observation->dirty_count++ != 0) continue;
    observation->dirty_at = word;
    observation->dirty_value = value;
  }
  if (address % 64 != 0) observation->out_flags |= OUT_MISALIGNED;
  if (overlapping(session, address, blocks->bytes, &observation->overlaps)) observation->out_flags |= OUT_OVERLAPS;
  struct address_entry *entry = address_find(&session->numbers, number_key(pool, blocks->kind, address));
  if (entry != NULL) {
    observation->out = (int32_t)entry->value;
  } else if (blocks->known == blocks->limit) {
    observation->out = OUT_UNCOUNTABLE;
    observation->out_flags |= OUT_NEW;
    return;
  } else {
    observation->out = (int32_t)blocks->known;
    observation->out_flags |= OUT_NEW;
    blocks->addresses[blocks->known] = address;
    address_put(&session->numbers, number_key(pool, blocks->kind, address), blocks->known);
    ++blocks->known;
  }
  uint32_t number = (uint32_t)observation->out;
  memcpy(shadow_of(blocks, number), (const void *)(uintptr_t)address, blocks->bytes);
  if (blocks->places[number] == PLACE_LENT) return;
  take_out_of_place(blocks, number);
  lend(session, pool, blocks, number);
}

static void observe_out(struct session *session, uint32_t pool, struct blocks *blocks, const void *out,
                        struct observation *observation) {
  observation->address = (uint64_t)(uintptr_t)out;
  if (out == NULL) {
    observation->out = OUT_NULL;
  } else if (out == untouched(session)) {
    observation->out = OUT_UNTOUCHED;
  } else if (observation->status == BP_OK) {
    inspect_new_block(session, pool, blocks, (uint64_t)(uintptr_t)out, observation);
  } else {
    /* A refusal that hands something out all the same: which block it is does not matter, and touching it might hurt. */
    observation->out = OUT_UNCOUNTABLE;
  }
}

/* ---- the operations ---- */

/* MEM-1: what a create took past every allocator that is watched, by a system call of its own: its address space grew by more
 * than by what was asked of mmap, and of malloc, which maps what is large. A thread's stack is no memory of the pool. */
struct footprint {
  uint64_t pages;
  uint64_t mapped_by_malloc;
  uint32_t threads;
};

static struct footprint footprint_now(void) {
  return (struct footprint){without_heap(statm_now().data_pages), allocations_mapped_by_malloc(), thread_count()};
}

static uint64_t stack_bytes(void) {
  pthread_attr_t attributes;
  size_t bytes = 0;
  if (pthread_getattr_default_np(&attributes) != 0) return UINT64_MAX;
  pthread_attr_getstacksize(&attributes, &bytes);
  pthread_attr_destroy(&attributes);
  return bytes != 0 ? bytes : UINT64_MAX;
}

static void note_unseen_memory(const struct footprint *before, struct observation *observation) {
  struct footprint after = footprint_now();
  if (after.threads != before->threads) return;
  int64_t grown = (int64_t)(after.pages - before->pages) * sysconf(_SC_PAGESIZE);
  int64_t seen = (int64_t)(after.mapped_by_malloc - before->mapped_by_malloc + allocations_mapped_bytes());
  /* The C library keeps the stack of a thread that has ended for the next one. */
  if (grown > seen) observation->held_bytes += (uint64_t)(grown - seen) % stack_bytes();
}

static void run_create(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = &session->pools[operation->pool];
  if (pool->alive) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  const bp_config *config = variables_config(operation->value);
  union handed_out *place = variables_out(untouched(session));
  if ((operation->flags & FLAG_DEFAULT_CONFIG) != 0) config = NULL;
  const struct footprint before = footprint_now();
  observation->said_at = said_so_far();
  enter(session, observation);
  if (operation->index != 0) quarantine_open(); /* what is given back on the way out is not to be touched again */
  shortage_begin(operation->index, operation->extra != 0);
  observation->status = (int)registers_call((uintptr_t)session->subject->create, (uintptr_t)config, (uintptr_t)&place->pool, 0);
  observation->allocations_failed = shortage_end();
  quarantine_close();
  leave(session, observation);
  note_unseen_memory(&before, observation);
  bp_pool *out = place->pool;
  observation->out = out == NULL ? OUT_NULL : out == untouched(session) ? OUT_UNTOUCHED : 0;
  variables_end(observation->out == 0 ? 1U + operation->pool : 0);
  note_resources(observation);
  if (observation->status != BP_OK) observation->said_bytes = said_so_far() - observation->said_at;
  if (observation->status != BP_OK || observation->out != 0) return;
  pool->handle = out;
  pool->alive = true;
  if (session->pools_end <= operation->pool) session->pools_end = operation->pool + 1U;
  pool->variables_go = (operation->flags & FLAG_GONE) != 0;
  pool->soa_total = (uint32_t)operation->value;
  if ((operation->flags & FLAG_DEFAULT_CONFIG) == 0) return;
  bp_usage *usage = caller_usage(0);
  registers_call((uintptr_t)session->subject->capacity_usage, (uintptr_t)out, (uintptr_t)usage, 0);
  pool->soa_total = usage->soa_total;
}

static void run_destroy(struct session *session, const struct operation *operation, struct observation *observation) {
  bp_pool *handle = session->pools[operation->pool].handle;
  /* Forgotten first: what was lent is the subject's again from the moment of the call. */
  if (operation->kind == OPERATION_DESTROY) forget_pool(session, operation->pool);
  enter(session, observation);
  if ((operation->flags & FLAG_REUSE) == 0) quarantine_open();
  registers_call((uintptr_t)session->subject->destroy, (uintptr_t)(operation->kind == OPERATION_DESTROY ? handle : NULL), 0, 0);
  quarantine_close();
  leave(session, observation);
  note_resources(observation);
}

static uint32_t handed_out_number(const struct observation *observation) {
  return observation->out >= 0 ? 1 + (uint32_t)observation->out : 0;
}

static void run_get_soa(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = &session->pools[operation->pool];
  union handed_out *out = variables_out(untouched(session));
  enter(session, observation);
  observation->status = (int)registers_call((uintptr_t)session->subject->get_soa, (uintptr_t)pool->handle,
                                            (size_t)operation->value, (uintptr_t)&out->soa);
  leave(session, observation);
  observe_out(session, operation->pool, &pool->soa, out->soa, observation);
  variables_end(handed_out_number(observation));
}

static void run_get_receipt(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = &session->pools[operation->pool];
  union handed_out *out = variables_out(untouched(session));
  enter(session, observation);
  observation->status =
      (int)registers_call((uintptr_t)session->subject->get_receipt, (uintptr_t)pool->handle, (uintptr_t)&out->receipt, 0);
  leave(session, observation);
  observe_out(session, operation->pool, &pool->receipts, out->receipt, observation);
  variables_end(handed_out_number(observation));
}

/* What is to be known of a pool in order to find a target. */
static struct known_pool known_of(const struct pool *pool) {
  const struct blocks *soa = &pool->soa, *receipts = &pool->receipts;
  return (struct known_pool){.handle = (uint64_t)(uintptr_t)pool->handle,
                             .soa_total = pool->soa_total,
                             .soa_known = soa->known,
                             .soa = soa->addresses,
                             .lent = {soa->lent, soa->lent_count},
                             .returned = {soa->returned, soa->returned_count},
                             .revoked = {soa->revoked, soa->revoked_count},
                             .receipts = receipts->addresses,
                             .receipts_lent = {receipts->lent, receipts->lent_count}};
}

static bool find_target(struct session *session, const struct operation *operation, struct target *target) {
  struct known_pool known = known_of(&session->pools[operation->pool]);
  known.gone = &session->gone;
  for (uint32_t step = 1; target_needs_another(operation) && step < session->pools_end; ++step) {
    const struct pool *pool = &session->pools[(operation->pool + step) % session->pools_end];
    if (!pool->alive || pool->soa.known == 0) continue;
    const struct known_pool other = known_of(pool);
    if (target_find(&known, &other, session->foreign, operation, target)) return true;
  }
  return target_find(&known, NULL, session->foreign, operation, target);
}

static void run_return_soa(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = &session->pools[operation->pool];
  struct target target;
  if (!find_target(session, operation, &target)) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  observation->target = target.number;
  observation->address = target.address;
  enter(session, observation);
  observation->status =
      (int)registers_call((uintptr_t)session->subject->return_soa, (uintptr_t)pool->handle, target.address, 0);
  leave(session, observation);
  if (operation->target == TARGET_LENT && observation->status == BP_OK) give_back(session, &pool->soa, (uint32_t)target.number);
}

static void run_reset_receipts(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = &session->pools[operation->pool];
  enter(session, observation);
  registers_call((uintptr_t)session->subject->reset_receipts, (uintptr_t)pool->handle, 0, 0);
  leave(session, observation);
  revoke_all(session, &pool->receipts);
}

static void run_clear(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = &session->pools[operation->pool];
  enter(session, observation);
  registers_call((uintptr_t)session->subject->clear, (uintptr_t)pool->handle, 0, 0);
  leave(session, observation);
  revoke_all(session, &pool->soa);
  revoke_all(session, &pool->receipts);
}

static void observe_usage(struct session *session, uint32_t pool, struct observation *observation) {
  /* Anything but zero: a subject that writes nothing must not look right by luck. */
  bp_usage *usage = variables_usage(UINT32_C(0xDEADBEEF));
  uint32_t seen_before = observation->surrounding;
  enter(session, observation);
  registers_call((uintptr_t)session->subject->capacity_usage, (uintptr_t)session->pools[pool].handle, (uintptr_t)usage, 0);
  leave(session, observation);
  observation->surrounding_of_usage = seen_before != observation->surrounding;
  observation->usage_observed = 1;
  memcpy(observation->usage, usage, sizeof *usage);
  variables_end(0);
}

/* ---- what the holder writes, and whether it is still there ---- */

static void run_write(struct session *session, const struct operation *operation, struct observation *observation) {
  struct pool *pool = &session->pools[operation->pool];
  struct blocks *blocks = operation->kind == OPERATION_WRITE_SOA ? &pool->soa : &pool->receipts;
  if (blocks->lent_count == 0) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  uint32_t number = blocks->lent[blocks->lent_count - 1 - operation->index % blocks->lent_count];
  observation->target = (int32_t)number;
  unsigned char *shadow = shadow_of(blocks, number);
  struct pool_addresses own = {pool->soa.addresses, pool->soa.known, (uintptr_t)pool->handle};
  holder_write(operation, (uint64_t *)(void *)shadow, blocks->bytes / 8, own);
  memcpy((void *)(uintptr_t)blocks->addresses[number], shadow, blocks->bytes);
}

static bool disturbed(struct blocks *blocks, uint32_t pool, uint32_t number, struct observation *observation) {
  unsigned char *shadow = shadow_of(blocks, number);
  const unsigned char *block = (const unsigned char *)(uintptr_t)blocks->addresses[number];
  if (memcmp(block, shadow, blocks->bytes) == 0) return false;
  uint16_t word = 0;
  while (word_at(block, word) == word_at(shadow, word) && word + 1U < blocks->bytes / 8) ++word;
  observation->disturbed = (struct block_name){(uint8_t)blocks->kind, (uint16_t)pool, word, number};
  observation->disturbed_expected = word_at(shadow, word);
  observation->disturbed_found = word_at(block, word);
  memcpy(shadow, block, blocks->bytes);
  return true;
}

static bool inspect_lent(const struct session *session, struct blocks *blocks, uint32_t pool, struct observation *observation) {
  uint32_t at_most = session->shared->looks_at_all != 0 ? UINT32_MAX : INSPECTED_AT_ONCE;
  uint32_t count = blocks->lent_count < at_most ? blocks->lent_count : at_most;
  for (uint32_t i = 0; i < count; ++i) {
    if (blocks->inspected >= blocks->lent_count) blocks->inspected = 0;
    if (disturbed(blocks, pool, blocks->lent[blocks->inspected++], observation)) return true;
  }
  return false;
}

/* Where pools begin and end, and where the step that did it is looked for. */
static bool looks_at_all(const struct session *session, const struct operation *operation) {
  bool is_end = operation->kind == OPERATION_CREATE || operation->kind == OPERATION_DESTROY;
  return is_end || session->shared->looks_at_all != 0;
}

static void inspect_everything_lent(struct session *session, bool at_all, struct observation *observation) {
  uint32_t end = session->pools_end;
  bool is_whole = at_all || end <= INSPECTED_POOLS;
  if (is_whole) session->inspected_pool = 0;
  for (uint32_t count = is_whole ? end : INSPECTED_POOLS; count != 0; --count) {
    uint32_t pool = session->inspected_pool < end ? session->inspected_pool : 0;
    session->inspected_pool = pool + 1;
    if (!session->pools[pool].alive) continue;
    if (inspect_lent(session, &session->pools[pool].soa, pool, observation)) return;
    if (inspect_lent(session, &session->pools[pool].receipts, pool, observation)) return;
  }
}

/* Memory that was given back, and what lies beside blocks. */
static void inspect_the_rest(const struct session *session, const struct operation *operation,
                             struct observation *observation) {
  bool at_all = looks_at_all(session, operation);
  struct stale_write stale = at_all ? quarantine_inspect() : quarantine_glance();
  observation->stale_block_bytes = stale.block_bytes;
  observation->stale_at = stale.at;
  observation->stale_count = stale.count;
  bounds_inspect(at_all, observation);
}

/* However often a signal comes in between. */
static void hold(void) {
  struct timespec left = {0, HOLD_MILLISECONDS * 1000000L};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}

/* ISO-5. */
static void inspect_variables(struct observation *observation) {
  struct variable_change change = variables_change();
  observation->variable = change.kind;
  observation->variable_place = change.place;
  observation->variable_number = change.number;
  observation->variable_before = change.before;
  observation->variable_after = change.after;
}

/* ENV-1: it takes tens of system calls. */
static void inspect_process(struct session *session, const struct operation *operation, struct observation *observation) {
  enum { AT_THE_END_AFTER = 16, AT_LEAST_EVERY = 64 };
  bool ends = operation->kind == OPERATION_DESTROY && session->unseen >= AT_THE_END_AFTER;
  bool is_wanted = (session->shared->wanted_probes & PROBE_SURROUNDINGS) != 0;
  ++session->unseen;
  if (!is_wanted && !ends && session->unseen < AT_LEAST_EVERY) return;
  session->unseen = 0;
  struct surrounding_change change = surroundings_of_process();
  note_surrounding(&change, observation);
}

/* ---- one operation ---- */

static void dispatch(struct session *session, const struct operation *operation, struct observation *observation) {
  switch (operation->kind) {
    case OPERATION_CREATE:
      run_create(session, operation, observation);
      return;
    case OPERATION_DESTROY:
    case OPERATION_DESTROY_NULL:
      run_destroy(session, operation, observation);
      return;
    case OPERATION_GET_SOA:
      run_get_soa(session, operation, observation);
      return;
    case OPERATION_RETURN_SOA:
      run_return_soa(session, operation, observation);
      return;
    case OPERATION_GET_RECEIPT:
      run_get_receipt(session, operation, observation);
      return;
    case OPERATION_RESET_RECEIPTS:
      run_reset_receipts(session, operation, observation);
      return;
    case OPERATION_CLEAR:
      run_clear(session, operation, observation);
      return;
    case OPERATION_CAPACITY_USAGE:
      observe_usage(session, operation->pool, observation);
      observation->virtual_pages = session_virtual_pages();
      return;
    case OPERATION_WRITE_SOA:
    case OPERATION_WRITE_RECEIPT:
      run_write(session, operation, observation);
      return;
    default:
      observation->state = STATE_INAPPLICABLE;
  }
}

void session_run(struct session *session, const struct operation *operation, struct observation *observation) {
  memset(observation, 0, sizeof *observation);
  observation->state = STATE_BEGUN;
  observation->out = OUT_NULL;
  observation->target = -1;
  ++session->place;
  bool needs_pool = operation->kind != OPERATION_CREATE && operation->kind != OPERATION_DESTROY_NULL;
  if (operation->pool >= POOL_SLOTS || (needs_pool && !session->pools[operation->pool].alive)) {
    observation->state = STATE_INAPPLICABLE;
    return;
  }
  bool creates = operation->kind == OPERATION_CREATE;
  variables_begin(session->place, creates ? (operation->flags & FLAG_GONE) != 0 : session->pools[operation->pool].variables_go);
  bool hot = operation->kind < KINDS && (HOT_KINDS >> operation->kind & 1) != 0;
  session->is_hot = hot;
  session->probes = hot ? session->shared->wanted_probes & ~(uint32_t)PROBE_INSTRUCTIONS : 0;
  if (hot && (operation->flags & FLAG_STEP) != 0) session->probes |= session->shared->wanted_probes & PROBE_INSTRUCTIONS;
  bounds_begin(operation);
  dispatch(session, operation, observation);
  if (observation->state == STATE_INAPPLICABLE) return;
  bool alive = session->pools[operation->pool].alive;
  if ((operation->flags & FLAG_OBSERVE_USAGE) != 0 && alive && observation->usage_observed == 0) {
    session->probes &= ~(uint32_t)PROBE_INSTRUCTIONS; /* the instructions are the operation's own */
    observe_usage(session, operation->pool, observation);
  }
  if ((operation->flags & FLAG_HOLD) != 0) hold();
  inspect_everything_lent(session, looks_at_all(session, operation), observation);
  inspect_the_rest(session, operation, observation);
  inspect_variables(observation);
  inspect_process(session, operation, observation);
  observation->live_bytes = allocations_live_bytes();
  observation->state = STATE_DONE;
}
