#include "explored_state.h"

#include <string.h>

#include "alphabet.h"
#include "lane_contents.h"

bool explored_may_begin(const struct lane *lane, const struct configuration *configuration) {
  const struct terms *terms = &lane->terms;
  const uint32_t most = EXPLORED_BLOCKS_AT_MOST / (terms->is_at_least != 0 ? TIMES_ITS_COUNT : 1);
  const bool has_few = terms->record_bytes == 0 || configuration->record_count <= EXPLORED_RECORDS_AT_MOST;
  return has_few && configuration->block_count <= most;
}

bool explored_fits(const struct lane *lane) { return lane->pools[0].model.known <= EXPLORED_BLOCKS_AT_MOST; }

/* ---- what blocks hold ---- */

static uint32_t bytes_of(const struct lane *lane, enum lent_kind kind) {
  return kind == LENT_BLOCK ? lane->terms.block_bytes : lane->terms.record_bytes;
}

static unsigned char *shadow_of(const struct lane *lane, enum lent_kind kind, uint32_t number) {
  const struct lane_pool *pool = &lane->pools[0];
  return kind == LENT_BLOCK ? block_shadow(&lane->terms, pool, number) : record_shadow(&lane->terms, pool, number);
}

/* As a holder's pattern leaves it. */
static void fill(const struct lane *lane, enum lent_kind kind, uint32_t number) {
  const uint64_t word = ALPHABET_WRITTEN;
  unsigned char *shadow = shadow_of(lane, kind, number);
  for (uint32_t at = 0; at < bytes_of(lane, kind); ++at) shadow[at] = ((const unsigned char *)&word)[at % sizeof word];
}

static uint32_t smaller(uint32_t some, uint32_t others) { return some < others ? some : others; }

void explored_fill_shadows(struct lane *lane) {
  const uint32_t blocks = smaller(lane->limit, EXPLORED_BLOCKS_AT_MOST);
  const uint32_t records = lane->terms.record_bytes != 0 ? smaller(lane->record_limit, EXPLORED_RECORDS_AT_MOST) : 0;
  for (uint32_t number = 0; number < blocks; ++number) fill(lane, LENT_BLOCK, number);
  for (uint32_t number = 0; number < records; ++number) fill(lane, LENT_RECORD, number);
}

void explored_note(struct odd_block *odd, enum lent_kind kind, uint32_t number, bool is_write) {
  if (is_write) {
    *odd = (struct odd_block){.kind = kind, .number = number};
  } else if (odd->kind == (uint32_t)kind && odd->number == number) {
    *odd = (struct odd_block){0};
  }
}

/* ---- kept, and put back ---- */

/* One array after the other: into what is kept, or out of it, or as many bytes as they take where there is neither. */
struct passage {
  unsigned char *to;
  const unsigned char *from;
  size_t bytes;
};

static void pass(struct passage *passage, void *array, size_t bytes) {
  if (passage->to != NULL) memcpy(passage->to + passage->bytes, array, bytes);
  if (passage->from != NULL) memcpy(array, passage->from + passage->bytes, bytes);
  passage->bytes += bytes;
}

static uint32_t place_in_order(const struct lane *lane, const struct order *order, uint32_t nth) {
  return lane->terms.reuse == REUSE_FIFO ? (order->first + nth) & order->mask : nth;
}

static void pass_numbers(struct passage *passage, uint32_t *numbers, uint32_t count) {
  pass(passage, numbers, count * sizeof numbers[0]);
}

/* The pool's own counts have passed already: they say how long each array is. */
static void pass_arrays(struct passage *passage, struct lane *lane, const struct odd_block *odd) {
  struct lane_pool *pool = &lane->pools[0];
  struct model *model = &pool->model;
  const uint32_t known = model->known, records = pool->records_known;
  pass(passage, model->addresses, known * sizeof model->addresses[0]);
  pass(passage, pool->records, records * sizeof pool->records[0]);
  pass_numbers(passage, pool->lent.numbers, pool->lent.count);
  pass_numbers(passage, pool->returned.numbers, pool->returned.count);
  pass_numbers(passage, pool->revoked.numbers, pool->revoked.count);
  for (uint32_t i = 0; i < model->order.count; ++i) {
    pass_numbers(passage, &model->order.numbers[place_in_order(lane, &model->order, i)], 1);
  }
  pass_numbers(passage, pool->settled, known);
  pass(passage, model->wheres, known);
  pass(passage, pool->was_revoked, known * sizeof pool->was_revoked[0]);
  pass(passage, pool->block_kept, known * sizeof pool->block_kept[0]);
  pass(passage, pool->record_kept, records * sizeof pool->record_kept[0]);
  const enum lent_kind kind = (enum lent_kind)odd->kind;
  if (kind != LENT_NONE) pass(passage, shadow_of(lane, kind, odd->number), bytes_of(lane, kind));
}

static void pass_all(struct passage *passage, struct lane *lane, struct odd_block *odd) {
  pass(passage, &lane->pools[0], sizeof lane->pools[0]);
  pass(passage, odd, sizeof *odd);
  pass_arrays(passage, lane, odd);
}

size_t explored_bytes(struct lane *lane, struct odd_block *odd) {
  struct passage passage = {0};
  pass_all(&passage, lane, odd);
  return passage.bytes;
}

void explored_keep(struct lane *lane, struct odd_block *odd, unsigned char *to) {
  struct passage passage = {.to = to};
  pass_all(&passage, lane, odd);
}

void explored_put_back(struct lane *lane, struct odd_block *odd, const unsigned char *from) {
  struct passage passage = {.from = from};
  if (odd->kind != LENT_NONE) fill(lane, (enum lent_kind)odd->kind, odd->number);
  pass_all(&passage, lane, odd);
}

/* ---- told apart ---- */

static uint64_t mix(uint64_t hash, const void *from, size_t count) {
  const unsigned char *bytes = from;
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  for (; count != 0; ++bytes, --count) hash = (hash ^ *bytes) * UINT64_C(0x100000001B3);
  return hash;
}

/* Of blocks that came back, after those that are still to come in the order after create: of a pool that has no choice, these
 * are one list, however it came about. */
static uint64_t mix_order(const struct lane *lane, uint64_t hash) {
  const struct model *model = &lane->pools[0].model;
  const uint32_t fresh_end = model_is_certain(&lane->terms) ? model->fresh_lent + model->fresh : 0;
  for (uint32_t number = fresh_end; number-- > model->fresh_lent;) hash = mix(hash, &number, sizeof number);
  for (uint32_t i = 0; i < model->order.count; ++i) {
    const uint32_t number = model->order.numbers[place_in_order(lane, &model->order, i)];
    hash = mix(hash, &number, sizeof number);
  }
  return hash;
}

/* What else decides what may come, where there is a choice. */
static uint64_t mix_choice(const struct lane *lane, uint64_t hash) {
  const struct model *model = &lane->pools[0].model;
  const uint64_t last = model->has_lent_fresh ? model->last_fresh_address : 0;
  const uint32_t counts[3] = {model->fresh, model->fresh_lent, model->fresh_is_loose};
  hash = mix(hash, &last, sizeof last);
  hash = mix(hash, counts, sizeof counts);
  hash = mix(hash, model->addresses, model->known * sizeof model->addresses[0]);
  return mix(hash, model->wheres, model->known);
}

uint64_t explored_hash(const struct lane *lane, const struct odd_block *odd, const unsigned char *memory, size_t bytes) {
  const struct lane_pool *pool = &lane->pools[0];
  const struct model *model = &pool->model;
  uint64_t hash = mix(UINT64_C(0xCBF29CE484222325), memory, bytes);
  const uint32_t counts[4] = {model->lent_count, model->records_taken, model->known, odd->kind};
  hash = mix_order(lane, mix(hash, counts, sizeof counts));
  if (!model_is_certain(&lane->terms)) hash = mix_choice(lane, hash);
  if ((lane->terms.counters & COUNTER_PEAK) != 0) hash = mix(hash, &model->peak, sizeof model->peak);
  for (uint32_t number = 0; keeps_settled(&lane->terms) && number < model->known; ++number) {
    const bool settled = is_settled(pool, number);
    hash = mix(hash, &settled, sizeof settled);
  }
  if (odd->kind != LENT_NONE) {
    hash = mix(hash, odd, sizeof *odd);
    hash = mix(hash, shadow_of(lane, (enum lent_kind)odd->kind, odd->number), bytes_of(lane, (enum lent_kind)odd->kind));
  }
  return hash != 0 ? hash : 1;
}
