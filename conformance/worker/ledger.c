#include "ledger.h"

#include "reserve.h"

enum {
  LARGE_POOLS = 8,
  /* Of so many pools; the others are there to be many, and small. Fewer, where their blocks would take more than this. */
  LARGE_MEBIBYTES = 2048,
  BLOCKS_OF_SMALL = 1 << 11,
  BYTES_OF_SMALL = 1 << 22,
  BLOCKS_OF_SMALL_AT_LEAST = 64,
  /* Room for what a pool lends beyond its capacity. */
  BEYOND = 64,
  NUMBERS_AT_LEAST = 1 << 23,
};

/* ---- room ---- */

static uint32_t limit_of(uint32_t most, uint32_t bytes, bool is_large) {
  if (bytes == 0) return 0;
  most = (most + 2 * BEYOND - 1) / BEYOND * BEYOND; /* so that every table starts at a multiple of its numbers' size */
  if (is_large) return most;
  uint32_t small = BYTES_OF_SMALL / bytes / BEYOND * BEYOND;
  if (small > BLOCKS_OF_SMALL) small = BLOCKS_OF_SMALL;
  if (small < BLOCKS_OF_SMALL_AT_LEAST) small = BLOCKS_OF_SMALL_AT_LEAST;
  return small < most ? small : most;
}

/* Blocks may come back in any order, and go out again in the one in which they came; records all at once. */
static size_t list_room(enum lent_kind kind) { return kind == LENT_BLOCK ? 2 : 1; }

/* What ledger_init() reserves is one range: one for each table would take a worker as long as all the rest of its start. */
static size_t table_bytes(enum lent_kind kind, size_t limit, size_t bytes) {
  const size_t lists = 3 * list_room(kind) * sizeof(uint32_t);
  return (limit * (sizeof(uint64_t) + 1 + bytes + lists) + 7) / 8 * 8;
}

static size_t pool_bytes(const struct terms *terms, bool is_large) {
  const uint32_t blocks = limit_of(terms->most_blocks, terms->block_bytes, is_large);
  const uint32_t records = limit_of(terms->most_records, terms->record_bytes, is_large);
  return table_bytes(LENT_BLOCK, blocks, terms->block_bytes) + table_bytes(LENT_RECORD, records, terms->record_bytes);
}

static uint32_t large_pools(const struct terms *terms) {
  const size_t fit = ((size_t)LARGE_MEBIBYTES << 20) / pool_bytes(terms, true);
  return fit == 0 ? 1 : fit < LARGE_POOLS ? (uint32_t)fit : LARGE_POOLS;
}

static void *cut(unsigned char **rest, size_t bytes) {
  void *table = *rest;
  *rest += bytes;
  return table;
}

/* Numbers first, and then what may lie anywhere. */
static void cut_book(struct book *book, uint32_t limit, unsigned char **rest) {
  unsigned char *first = *rest;
  const size_t room = list_room(book->kind) * limit;
  book->limit = limit;
  book->addresses = cut(rest, limit * sizeof(uint64_t));
  book->lent = list_in(cut(rest, room * sizeof(uint32_t)), room);
  book->returned = list_in(cut(rest, room * sizeof(uint32_t)), room);
  book->revoked = list_in(cut(rest, room * sizeof(uint32_t)), room);
  book->places = cut(rest, limit);
  book->shadows = cut(rest, (size_t)limit * book->bytes);
  *rest = first + table_bytes(book->kind, limit, book->bytes);
}

static void reserve_pools(struct pool *pools, const struct terms *terms) {
  const uint32_t large = large_pools(terms);
  unsigned char *rest = reserve(large * pool_bytes(terms, true) + (POOL_SLOTS - large) * pool_bytes(terms, false));
  for (uint32_t i = 0; i < POOL_SLOTS; ++i) {
    pools[i].blocks = (struct book){.kind = LENT_BLOCK, .bytes = terms->block_bytes, .align = terms->block_align};
    pools[i].records = (struct book){.kind = LENT_RECORD, .bytes = terms->record_bytes, .align = terms->record_align};
    cut_book(&pools[i].blocks, limit_of(terms->most_blocks, terms->block_bytes, i < large), &rest);
    cut_book(&pools[i].records, limit_of(terms->most_records, terms->record_bytes, i < large), &rest);
  }
}

void ledger_init(struct ledger *ledger, const struct terms *terms) {
  reserve_pools(ledger->pools, terms);
  size_t entries = NUMBERS_AT_LEAST;
  while (entries < 4 * ((size_t)terms->most_blocks + terms->most_records)) entries *= 2;
  ledger->numbers = (struct address_map){reserve(entries * sizeof(struct address_entry)), entries - 1, 0};
  const uint32_t block = terms->block_bytes, record = terms->record_bytes != 0 ? terms->record_bytes : block;
  lines_init(&ledger->lines, block < record ? block : record, block < record ? record : block, entries);
}

bool ledger_has_room(const struct ledger *ledger, uint32_t pool, const struct terms *terms, uint32_t count) {
  return count > terms->last_count || count <= ledger->pools[pool].blocks.limit;
}

/* ---- names and numbers of blocks ---- */

static uint64_t number_key(uint32_t pool, enum lent_kind kind, uint64_t address) {
  /* User addresses have up to 57 bits, which leaves too few for the pool: so the key is as good as never that of another. */
  uint64_t owner = (uint64_t)pool << 2 | (uint64_t)kind;
  return (address ^ owner * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93) | 1;
}

static uint64_t name_in_lines(uint32_t pool, enum lent_kind kind, uint32_t number) {
  return (uint64_t)number | (uint64_t)kind << 32 | (uint64_t)pool << 40;
}

static struct block_name name_from_lines(uint64_t name) {
  return (struct block_name){.kind = (uint8_t)(name >> 32), .pool = (uint16_t)(name >> 40), .word = 0, .index = (uint32_t)name};
}

int32_t ledger_find(const struct ledger *ledger, uint32_t pool, const struct book *book, uint64_t address) {
  const struct address_entry *entry = address_find(&ledger->numbers, number_key(pool, book->kind, address));
  return entry != NULL ? (int32_t)entry->value : -1;
}

int32_t ledger_enter(struct ledger *ledger, uint32_t pool, struct book *book, uint64_t address) {
  if (book->known == book->limit) return -1;
  if (!address_put(&ledger->numbers, number_key(pool, book->kind, address), book->known)) return -1;
  book->addresses[book->known] = address;
  return (int32_t)book->known++;
}

/* ---- where blocks are ---- */

bool ledger_overlap(struct ledger *ledger, uint64_t address, uint32_t bytes, struct block_name *name) {
  struct line_search search = lines_search(&ledger->lines, address, bytes);
  for (uint64_t found = lines_next(&ledger->lines, &search); found != 0; found = lines_next(&ledger->lines, &search)) {
    const struct block_name other = name_from_lines(found);
    const struct pool *pool = &ledger->pools[other.pool];
    const struct book *book = other.kind == LENT_BLOCK ? &pool->blocks : &pool->records;
    const uint64_t start = book->addresses[other.index];
    if (start < address + bytes && address < start + book->bytes) {
      *name = other;
      return true;
    }
  }
  return false;
}

static bool is_returned(const struct book *book, uint32_t number) {
  return book->places[number] == PLACE_RETURNED || book->places[number] == PLACE_CHANGED;
}

/* From among what is not lent. */
static void take_out_of_place(struct book *book, uint32_t number) {
  if (book->places[number] == PLACE_REVOKED) list_take_out(&book->revoked, list_find(&book->revoked, number));
  if (!is_returned(book, number)) return;
  const uint32_t at = list_find(&book->returned, number);
  list_take_out(&book->returned, at);
  if (at < book->settled) --book->settled;
}

bool ledger_is_settled(const struct book *book, uint32_t number) {
  return is_returned(book, number) && list_find(&book->returned, number) >= book->settled;
}

void ledger_lend(struct ledger *ledger, uint32_t pool, struct book *book, uint32_t number) {
  take_out_of_place(book, number);
  book->places[number] = PLACE_LENT;
  list_add(&book->lent, number);
  lines_enter(&ledger->lines, book->addresses[number], book->bytes, name_in_lines(pool, book->kind, number));
}

static void release(struct ledger *ledger, uint32_t pool, const struct book *book, uint32_t number) {
  lines_leave(&ledger->lines, book->addresses[number], book->bytes, name_in_lines(pool, book->kind, number));
}

void ledger_give_back(struct ledger *ledger, uint32_t pool, struct book *book, uint32_t number) {
  list_take_out(&book->lent, list_find(&book->lent, number));
  release(ledger, pool, book, number);
  book->places[number] = PLACE_RETURNED;
  list_add(&book->returned, number);
}

void ledger_revoke_all(struct ledger *ledger, uint32_t pool, struct book *book) {
  for (uint32_t at = 0; at < book->lent.count; ++at) {
    const uint32_t number = book->lent.numbers[at];
    release(ledger, pool, book, number);
    book->places[number] = PLACE_REVOKED;
    list_add(&book->revoked, number);
  }
  list_empty(&book->lent);
  book->settled = book->returned.count;
}

static void forget(struct ledger *ledger, uint32_t pool, struct book *book) {
  ledger_revoke_all(ledger, pool, book);
  for (uint32_t number = 0; number < book->known; ++number) {
    address_remove(&ledger->numbers, number_key(pool, book->kind, book->addresses[number]));
    book->places[number] = 0;
  }
  list_empty(&book->returned);
  list_empty(&book->revoked);
  book->known = book->settled = book->inspected = book->inspected_free = 0;
}

void ledger_open(struct ledger *ledger, uint32_t pool, void *handle, uint32_t total) {
  ledger->pools[pool].handle = handle;
  ledger->pools[pool].total = total;
  ledger->pools[pool].alive = true;
  ++ledger->living;
  if (ledger->pools_end <= pool) ledger->pools_end = pool + 1U;
}

void ledger_close(struct ledger *ledger, uint32_t pool, bool has_ended) {
  if (has_ended) --ledger->living;
  struct pool *closed = &ledger->pools[pool];
  gone_note(&ledger->gone, closed->blocks.addresses, closed->blocks.known);
  forget(ledger, pool, &closed->blocks);
  forget(ledger, pool, &closed->records);
  closed->alive = false;
  closed->handle = NULL;
  while (ledger->pools_end != 0 && !ledger->pools[ledger->pools_end - 1].alive) --ledger->pools_end;
}

struct known_pool ledger_known(const struct pool *pool) {
  const struct book *blocks = &pool->blocks, *records = &pool->records;
  return (struct known_pool){.handle = (uint64_t)(uintptr_t)pool->handle,
                             .block_bytes = blocks->bytes,
                             .record_bytes = records->bytes,
                             .soa_total = pool->total,
                             .soa_known = blocks->known,
                             .soa = blocks->addresses,
                             .lent = {blocks->lent.numbers, blocks->lent.count},
                             .returned = {blocks->returned.numbers, blocks->returned.count},
                             .revoked = {blocks->revoked.numbers, blocks->revoked.count},
                             .receipts = records->addresses,
                             .receipts_lent = {records->lent.numbers, records->lent.count}};
}
