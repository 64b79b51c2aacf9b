/* What blocks and records hold, in the native lane: at a get, while they are lent, and while they are free. Of large blocks it
 * looks at the ends and at a window that moves on; the judge looks at all. */
#ifndef POOLPROOF_LANE_CONTENTS_H
#define POOLPROOF_LANE_CONTENTS_H

#include <string.h>

#include "lane_state.h"
#include "words.h"

enum { WHOLE_BYTES_AT_MOST = 1024, END_BYTES = 64, WINDOW_BYTES = 256 };

/* Rounded up to words, so that each begins at one. */
LANE_INLINE size_t shadow_stride(uint32_t bytes) { return ((size_t)bytes + 7) / 8 * 8; }

LANE_INLINE unsigned char *block_shadow(const struct terms *terms, const struct lane_pool *pool, uint32_t number) {
  return pool->block_shadows + shadow_stride(terms->block_bytes) * number;
}

LANE_INLINE unsigned char *record_shadow(const struct terms *terms, const struct lane_pool *pool, uint32_t number) {
  return pool->record_shadows + shadow_stride(terms->record_bytes) * number;
}

LANE_INLINE unsigned char *bytes_at(uint64_t address) { return (unsigned char *)(uintptr_t)address; }

/* ---- bytes: as words, where the size is known as this is compiled, and what is there is aligned ---- */

LANE_INLINE bool is_in_words(uint32_t bytes) { return __builtin_constant_p(bytes) && bytes % 8 == 0; }

LANE_INLINE bool all_are(const unsigned char *bytes, uint32_t count, uint8_t byte) {
  if (is_in_words(count) && byte == 0) return words_are_zero((const uint64_t *)(const void *)bytes, count / 8);
  return bytes[0] == byte && memcmp(bytes, bytes + 1, count - 1) == 0;
}

LANE_INLINE bool are_equal(const unsigned char *some, const unsigned char *others, uint32_t count) {
  if (is_in_words(count)) {
    return words_are_equal((const uint64_t *)(const void *)some, (const uint64_t *)(const void *)others, count / 8);
  }
  return memcmp(some, others, count) == 0;
}

LANE_INLINE void copy(unsigned char *to, const unsigned char *from, uint32_t count) {
  if (is_in_words(count)) {
    words_copy((uint64_t *)(void *)to, (const uint64_t *)(const void *)from, count / 8);
  } else {
    memcpy(to, from, count);
  }
}

/* `shadow`: NULL where every byte is to be the same. */
static inline bool part_holds(const unsigned char *block, const unsigned char *shadow, uint8_t byte, uint32_t at,
                              uint32_t count) {
  return shadow != NULL ? memcmp(block + at, shadow + at, count) == 0 : all_are(block + at, count, byte);
}

static inline bool some_of_it_holds(const unsigned char *block, const unsigned char *shadow, uint8_t byte, uint32_t bytes,
                                    uint32_t turn) {
  const uint32_t window = turn * WINDOW_BYTES % (bytes - WINDOW_BYTES);
  return part_holds(block, shadow, byte, 0, END_BYTES) && part_holds(block, shadow, byte, bytes - END_BYTES, END_BYTES) &&
         part_holds(block, shadow, byte, window, WINDOW_BYTES);
}

/* ---- blocks ---- */

LANE_INLINE bool block_is_filled(const struct terms *terms, const struct lane_pool *pool, uint32_t number, uint32_t byte) {
  const unsigned char *block = bytes_at(pool->model.addresses[number]);
  if (terms->block_bytes <= WHOLE_BYTES_AT_MOST) return all_are(block, terms->block_bytes, (uint8_t)byte);
  return some_of_it_holds(block, NULL, (uint8_t)byte, terms->block_bytes, pool->inspected + number);
}

/* Whether it holds what its holder left, or found. */
LANE_INLINE bool block_is_undisturbed(const struct terms *terms, const struct lane_pool *pool, uint32_t number) {
  if (!pool->block_kept[number]) return block_is_filled(terms, pool, number, terms->at_get_byte);
  const unsigned char *block = bytes_at(pool->model.addresses[number]), *shadow = block_shadow(terms, pool, number);
  if (terms->block_bytes <= WHOLE_BYTES_AT_MOST) return are_equal(block, shadow, terms->block_bytes);
  return some_of_it_holds(block, shadow, 0, terms->block_bytes, pool->inspected + number);
}

/* Whether its holder gave it back, and no clear came since. */
LANE_INLINE bool is_settled(const struct lane_pool *pool, uint32_t number) { return pool->settled[number] == pool->clears + 1; }

LANE_INLINE bool keeps_settled(const struct terms *terms) {
  return terms->at_get == FILL_KEPT || terms->while_free != FILL_ANY;
}

LANE_INLINE void keep_block(const struct terms *terms, struct lane_pool *pool, uint32_t number) {
  copy(block_shadow(terms, pool, number), bytes_at(pool->model.addresses[number]), terms->block_bytes);
  pool->block_kept[number] = true;
}

/* Whether a block that was just handed out holds what it should. */
LANE_INLINE bool block_is_as_due(const struct terms *terms, struct lane_pool *pool, uint32_t number) {
  if (terms->at_get == FILL_BYTE) {
    pool->block_kept[number] = false;
    return block_is_filled(terms, pool, number, terms->at_get_byte);
  }
  if (terms->at_get == FILL_KEPT && is_settled(pool, number)) return block_is_undisturbed(terms, pool, number);
  keep_block(terms, pool, number);
  return true;
}

LANE_INLINE bool free_block_is_as_due(const struct terms *terms, const struct lane_pool *pool, uint32_t number) {
  if (terms->while_free == FILL_ANY || !is_settled(pool, number)) return true;
  if (terms->while_free == FILL_BYTE) return block_is_filled(terms, pool, number, terms->while_free_byte);
  return block_is_undisturbed(terms, pool, number);
}

/* ---- records: blank but for the number, where one stands in them ---- */

LANE_INLINE bool record_is_blank(const struct terms *terms, const unsigned char *record, uint32_t number) {
  const uint32_t at = (uint32_t)terms->number_at, bytes = terms->record_bytes;
  uint64_t told;
  memcpy(&told, record + at, sizeof told);
  if (told != number) return false;
  if (is_in_words(bytes) && at == 0) return words_are_zero((const uint64_t *)(const void *)record + 1, bytes / 8 - 1);
  const uint32_t end = at + (uint32_t)sizeof told;
  return (at == 0 || all_are(record, at, 0)) && (end == bytes || all_are(record + end, bytes - end, 0));
}

LANE_INLINE bool record_is_undisturbed(const struct terms *terms, const struct lane_pool *pool, uint32_t number) {
  const unsigned char *record = bytes_at(pool->records[number]);
  if (!pool->record_kept[number]) return record_is_blank(terms, record, number);
  return are_equal(record, record_shadow(terms, pool, number), terms->record_bytes);
}

LANE_INLINE bool record_is_as_due(const struct terms *terms, struct lane_pool *pool, uint32_t number) {
  pool->record_kept[number] = terms->number_at < 0;
  if (terms->number_at >= 0) return record_is_undisturbed(terms, pool, number);
  copy(record_shadow(terms, pool, number), bytes_at(pool->records[number]), terms->record_bytes);
  return true;
}

#endif
