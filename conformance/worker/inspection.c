#include "inspection.h"

#include <string.h>

enum {
  WORD_BYTES = 8,
  /* More lent blocks than this, or more bytes, are looked at in turn, so many an operation. */
  AT_ONCE = 128,
  BYTES_AT_ONCE = 1 << 18,
  /* And of so many pools: of more, each operation looks at some, but create and destroy at all. */
  POOLS_AT_ONCE = 33
};

static uint32_t words_of(uint32_t bytes) { return (bytes + WORD_BYTES - 1) / WORD_BYTES; }

/* A block may lie anywhere, and be of any size: what the last word lacks counts as 0. */
static uint64_t word_at(const unsigned char *block, uint32_t bytes, uint32_t word) {
  uint64_t value = 0;
  const uint32_t left = bytes - word * WORD_BYTES;
  memcpy(&value, block + (size_t)word * WORD_BYTES, left < WORD_BYTES ? left : WORD_BYTES);
  return value;
}

static uint64_t word_of_byte(uint32_t byte, uint32_t bytes, uint32_t word) {
  unsigned char whole[WORD_BYTES];
  memset(whole, (int)byte, sizeof whole);
  return word_at(whole, bytes - word * WORD_BYTES, 0);
}

/* ---- at get ---- */

static void note_dirty(uint32_t word, uint64_t expected, uint64_t found, struct observation *observation) {
  if (observation->dirty_count++ != 0) return;
  observation->dirty_at = word;
  observation->dirty_expected = expected;
  observation->dirty_value = found;
}

static void inspect_byte(const struct book *book, const unsigned char *block, uint32_t byte, struct observation *observation) {
  const uint32_t words = book->bytes / WORD_BYTES;
  const uint64_t expected = byte * UINT64_C(0x0101010101010101);
  for (uint32_t word = 0; word < words; ++word) {
    uint64_t found;
    memcpy(&found, block + (size_t)word * WORD_BYTES, sizeof found);
    if (found != expected) note_dirty(word, expected, found, observation);
  }
  if (words == words_of(book->bytes)) return;
  const uint64_t last = word_of_byte(byte, book->bytes, words), found = word_at(block, book->bytes, words);
  if (found != last) note_dirty(words, last, found, observation);
}

static void inspect_kept(const struct book *book, const unsigned char *block, const unsigned char *left,
                         struct observation *observation) {
  if (memcmp(block, left, book->bytes) == 0) return;
  for (uint32_t word = 0; word < words_of(book->bytes); ++word) {
    const uint64_t expected = word_at(left, book->bytes, word), found = word_at(block, book->bytes, word);
    if (found != expected) note_dirty(word, expected, found, observation);
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
    const uint64_t found = word_at(record, book->bytes, word);
    if (found == 0) continue;
    const uint64_t rest = without_number(record, book->bytes, word, number_at);
    if (rest != 0) note_dirty(word, 0, rest, observation);
  }
}

void inspect_at_get(const struct terms *terms, const struct book *book, int32_t number, const unsigned char *block,
                    struct observation *observation) {
  if (book->kind == BLOCK_RECEIPT) {
    if (terms->number_at >= 0) inspect_record(book, block, (uint32_t)terms->number_at, observation);
  } else if (terms->at_get == FILL_BYTE) {
    inspect_byte(book, block, terms->at_get_byte, observation);
  } else if (terms->at_get == FILL_KEPT && number >= 0 && ledger_is_settled(book, (uint32_t)number)) {
    inspect_kept(book, block, shadow_of(book, (uint32_t)number), observation);
  }
}

/* ---- while it is lent ---- */

/* The first word that differs. */
static uint32_t differing_word(const unsigned char *one, const unsigned char *other, uint32_t bytes) {
  uint32_t word = 0;
  while (word + 1U < words_of(bytes) && word_at(one, bytes, word) == word_at(other, bytes, word)) ++word;
  return word;
}

static bool disturbed(struct book *book, uint32_t pool, uint32_t number, struct observation *observation) {
  unsigned char *shadow = shadow_of(book, number);
  const unsigned char *block = (const unsigned char *)(uintptr_t)book->addresses[number];
  if (memcmp(block, shadow, book->bytes) == 0) return false;
  const uint32_t word = differing_word(block, shadow, book->bytes);
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

static bool inspect_book(struct book *book, uint32_t pool, bool every_block, struct observation *observation) {
  for (uint32_t left = turn_of(book, book->lent.count, every_block); left != 0; --left) {
    if (book->inspected >= book->lent.count) book->inspected = 0;
    if (disturbed(book, pool, book->lent.numbers[book->inspected++], observation)) return true;
  }
  return false;
}

void inspect_lent(struct inspection *inspection, struct ledger *ledger, bool every_pool, bool every_block,
                  struct observation *observation) {
  const uint32_t end = ledger->pools_end;
  const bool is_whole = every_pool || end <= POOLS_AT_ONCE;
  if (is_whole) inspection->pool = 0;
  for (uint32_t count = is_whole ? end : POOLS_AT_ONCE; count != 0; --count) {
    const uint32_t pool = inspection->pool < end ? inspection->pool : 0;
    inspection->pool = pool + 1;
    if (!ledger->pools[pool].alive) continue;
    if (inspect_book(&ledger->pools[pool].blocks, pool, every_block, observation)) return;
    if (inspect_book(&ledger->pools[pool].records, pool, every_block, observation)) return;
  }
}
