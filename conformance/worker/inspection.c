#include "inspection.h"

#include <string.h>

enum {
  WORD_BYTES = 8,
  /* More blocks than this, or more bytes, are looked at in turn, so many an operation. */
  AT_ONCE = 128,
  BYTES_AT_ONCE = 1 << 18,
  /* And of so many pools: of more, each operation looks at some, but create and destroy at all. Of very large blocks, each
   * looks at so many bytes at the most, of as many pools as that allows. */
  POOLS_AT_ONCE = 33,
  BYTES_OF_ALL_POOLS = 1 << 22
};

/* What a block is to hold: the same byte everywhere, or what its holder left. */
struct content {
  enum fill fill;
  unsigned char byte;
  const unsigned char *left;
};

static uint32_t words_of(uint32_t bytes) { return (bytes + WORD_BYTES - 1) / WORD_BYTES; }

/* A block may lie anywhere, and be of any size: what the last word lacks counts as 0. */
static uint64_t word_at(const unsigned char *block, uint32_t bytes, uint32_t word) {
  uint64_t value = 0;
  const uint32_t left = bytes - word * WORD_BYTES;
  memcpy(&value, block + (size_t)word * WORD_BYTES, left < WORD_BYTES ? left : WORD_BYTES);
  return value;
}

static uint64_t word_due(const struct content *content, uint32_t bytes, uint32_t word) {
  if (content->fill == FILL_KEPT) return word_at(content->left, bytes, word);
  unsigned char whole[WORD_BYTES];
  memset(whole, content->byte, sizeof whole);
  return word_at(whole, bytes - word * WORD_BYTES, 0);
}

static bool holds(const struct content *content, const unsigned char *block, uint32_t bytes) {
  if (content->fill == FILL_KEPT) return memcmp(block, content->left, bytes) == 0;
  return block[0] == content->byte && memcmp(block, block + 1, bytes - 1) == 0;
}

/* The first word from this one on that holds something else; behind the last: there is none. */
static uint32_t next_other(const struct content *content, const unsigned char *block, uint32_t bytes, uint32_t word) {
  while (word < words_of(bytes) && word_at(block, bytes, word) == word_due(content, bytes, word)) ++word;
  return word;
}

/* ---- at get ---- */

static void note_dirty(uint32_t word, uint64_t expected, uint64_t found, struct observation *observation) {
  if (observation->dirty_count++ != 0) return;
  observation->dirty_at = word;
  observation->dirty_expected = expected;
  observation->dirty_value = found;
}

static void inspect_content(const struct book *book, const struct content *content, const unsigned char *block,
                            struct observation *observation) {
  const uint32_t bytes = book->bytes;
  if (holds(content, block, bytes)) return;
  uint32_t word = next_other(content, block, bytes, 0);
  for (; word < words_of(bytes); word = next_other(content, block, bytes, word + 1)) {
    note_dirty(word, word_due(content, bytes, word), word_at(block, bytes, word), observation);
  }
}

/* A word of a record without those of its bytes that its number takes. */
static uint64_t without_number(const unsigned char *record, uint32_t bytes, uint32_t word, uint32_t number_at) {
  unsigned char rest[WORD_BYTES];
  const uint64_t value = word_at(record, bytes, word);
  memcpy(rest, &value, sizeof rest);
  for (uint32_t at = 0; at < WORD_BYTES; ++at) {
    if (word * WORD_BYTES + at - number_at < sizeof(uint64_t)) rest[at] = 0;
  }
  return word_at(rest, WORD_BYTES, 0);
}

static void inspect_record(const struct book *book, const unsigned char *record, uint32_t number_at,
                           struct observation *observation) {
  memcpy(&observation->receipt_id, record + number_at, sizeof observation->receipt_id);
  for (uint32_t word = 0; word < words_of(book->bytes); ++word) {
    if (word_at(record, book->bytes, word) == 0) continue;
    const uint64_t rest = without_number(record, book->bytes, word, number_at);
    if (rest != 0) note_dirty(word, 0, rest, observation);
  }
}

void inspect_at_get(const struct terms *terms, const struct book *book, int32_t number, const unsigned char *block,
                    struct observation *observation) {
  if (book->kind == LENT_RECORD) {
    if (terms->number_at >= 0) inspect_record(book, block, (uint32_t)terms->number_at, observation);
    return;
  }
  struct content content = {(enum fill)terms->at_get, (unsigned char)terms->at_get_byte, NULL};
  if (content.fill == FILL_KEPT) {
    if (number < 0 || !ledger_is_settled(book, (uint32_t)number)) return;
    content.left = shadow_of(book, (uint32_t)number);
  }
  if (content.fill != FILL_ANY) inspect_content(book, &content, block, observation);
}

/* ---- while it is lent ---- */

static bool is_disturbed(struct book *book, uint32_t pool, uint32_t number, struct observation *observation) {
  unsigned char *shadow = shadow_of(book, number);
  const struct content content = {FILL_KEPT, 0, shadow};
  const unsigned char *block = (const unsigned char *)(uintptr_t)book->addresses[number];
  if (holds(&content, block, book->bytes)) return false;
  const uint32_t word = next_other(&content, block, book->bytes, 0);
  observation->disturbed = (struct block_name){(uint8_t)book->kind, (uint16_t)pool, word, number};
  observation->disturbed_expected = word_at(shadow, book->bytes, word);
  observation->disturbed_found = word_at(block, book->bytes, word);
  memcpy(shadow, block, book->bytes);
  return true;
}

/* How many are looked at in one operation. */
static uint32_t turn_of(const struct book *book, uint32_t count, bool every_block) {
  if (every_block || count == 0) return count;
  uint32_t at_once = BYTES_AT_ONCE / book->bytes;
  if (at_once > AT_ONCE) at_once = AT_ONCE;
  if (at_once == 0) at_once = 1;
  return count < at_once ? count : at_once;
}

static bool inspect_lent(struct book *book, uint32_t pool, bool every_block, struct observation *observation) {
  for (uint32_t left = turn_of(book, book->lent.count, every_block); left != 0; --left) {
    if (book->inspected >= book->lent.count) book->inspected = 0;
    if (is_disturbed(book, pool, book->lent.numbers[book->inspected++], observation)) return true;
  }
  return false;
}

/* ---- while it is free ---- */

/* Told once. */
static bool is_changed(const struct terms *terms, struct book *book, uint32_t pool, uint32_t number,
                       struct observation *observation) {
  if (book->places[number] != PLACE_RETURNED) return false;
  const struct content content = {(enum fill)terms->while_free, (unsigned char)terms->while_free_byte, shadow_of(book, number)};
  const unsigned char *block = (const unsigned char *)(uintptr_t)book->addresses[number];
  if (holds(&content, block, book->bytes)) return false;
  const uint32_t word = next_other(&content, block, book->bytes, 0);
  observation->changed_free = (struct block_name){(uint8_t)book->kind, (uint16_t)pool, word, number};
  observation->changed_free_expected = word_due(&content, book->bytes, word);
  observation->changed_free_found = word_at(block, book->bytes, word);
  book->places[number] = PLACE_CHANGED;
  return true;
}

/* The one that came back last at every time: it is mostly then that something is done to it. */
static bool inspect_free(const struct terms *terms, struct book *book, uint32_t pool, bool every_block,
                         struct observation *observation) {
  const uint32_t end = book->returned.count, first = book->settled;
  if (terms->while_free == FILL_ANY || first >= end) return false;
  if (is_changed(terms, book, pool, book->returned.numbers[end - 1], observation)) return true;
  for (uint32_t left = turn_of(book, end - first, every_block); left != 0; --left) {
    if (book->inspected_free < first || book->inspected_free >= end) book->inspected_free = first;
    if (is_changed(terms, book, pool, book->returned.numbers[book->inspected_free++], observation)) return true;
  }
  return false;
}

/* ---- all pools ---- */

/* How many pools are looked at in one operation. */
static uint32_t pools_at_once(const struct ledger *ledger, bool every_pool) {
  const uint32_t end = ledger->pools_end, most = BYTES_OF_ALL_POOLS / ledger->pools[0].blocks.bytes + 1;
  const uint32_t some = every_pool || end <= POOLS_AT_ONCE ? end : POOLS_AT_ONCE;
  return some < most ? some : most;
}

void inspect_pools(struct inspection *inspection, struct ledger *ledger, bool every_pool, bool every_block,
                   struct observation *observation) {
  const uint32_t end = ledger->pools_end;
  const uint32_t at_once = every_block ? end : pools_at_once(ledger, every_pool);
  bool lent_is_told = false, free_is_told = false;
  if (at_once == end) inspection->pool = 0;
  for (uint32_t count = at_once; count != 0 && !lent_is_told; --count) {
    const uint32_t at = inspection->pool < end ? inspection->pool : 0;
    struct pool *pool = &ledger->pools[at];
    inspection->pool = at + 1;
    if (!pool->alive) continue;
    lent_is_told =
        inspect_lent(&pool->blocks, at, every_block, observation) || inspect_lent(&pool->records, at, every_block, observation);
    if (!free_is_told) free_is_told = inspect_free(inspection->terms, &pool->blocks, at, every_block, observation);
  }
}
