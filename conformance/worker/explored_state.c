#include "explored_state.h"

#include <string.h>

#include "alphabet.h"
#include "lane_contents.h"

bool explored_may_begin(const struct lane *lane, const struct configuration *configuration) {
  const struct terms *terms = &lane->terms;
  const uint32_t most = EXPLORED_AT_MOST / (terms->is_at_least != 0 ? TIMES_ITS_COUNT : 2);
  const bool is_small = terms->block_bytes <= EXPLORED_BYTES_AT_MOST && terms->record_bytes <= EXPLORED_BYTES_AT_MOST;
  const bool has_few = terms->record_bytes == 0 || configuration->receipt_capacity <= most;
  /* Storage that is given is none of the subject's memory: it would not be put back. */
  return is_small && has_few && configuration->soa_capacity <= most && terms->storage_is_given == 0;
}

bool explored_fits(const struct lane *lane) { return lane->pools[0].model.known <= EXPLORED_AT_MOST; }

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

void explored_fill_shadows(struct lane *lane) {
  for (uint32_t number = 0; number < EXPLORED_AT_MOST; ++number) {
    fill(lane, LENT_BLOCK, number);
    if (lane->terms.record_bytes != 0) fill(lane, LENT_RECORD, number);
  }
}

static void put_back_odd(struct lane *lane, struct odd_block *odd, const struct odd_block *from) {
  if (odd->kind != LENT_NONE) fill(lane, (enum lent_kind)odd->kind, odd->number);
  *odd = *from;
  const enum lent_kind kind = (enum lent_kind)odd->kind;
  if (kind != LENT_NONE) memcpy(shadow_of(lane, kind, odd->number), odd->bytes, bytes_of(lane, kind));
}

void explored_note(const struct lane *lane, struct odd_block *odd, enum lent_kind kind, uint32_t number, bool is_write) {
  if (is_write) {
    *odd = (struct odd_block){.kind = kind, .number = number};
    memcpy(odd->bytes, shadow_of(lane, kind, number), bytes_of(lane, kind));
  } else if (odd->kind == (uint32_t)kind && odd->number == number) {
    *odd = (struct odd_block){0};
  }
}

/* ---- kept, and put back ---- */

static uint32_t place_in_order(const struct lane *lane, const struct order *order, uint32_t nth) {
  return lane->terms.reuse == REUSE_FIFO ? (order->first + nth) & order->mask : nth;
}

void explored_keep(const struct lane *lane, const struct odd_block *odd, struct holder_state *to) {
  const struct lane_pool *pool = &lane->pools[0];
  const struct model *model = &pool->model;
  const uint32_t known = model->known, records = pool->records_known;
  *to = (struct holder_state){.pool = *pool, .odd = *odd};
  memcpy(to->addresses, model->addresses, known * sizeof to->addresses[0]);
  memcpy(to->records, pool->records, records * sizeof to->records[0]);
  memcpy(to->lent, pool->lent.numbers, pool->lent.count * sizeof to->lent[0]);
  memcpy(to->returned, pool->returned.numbers, pool->returned.count * sizeof to->returned[0]);
  memcpy(to->revoked, pool->revoked.numbers, pool->revoked.count * sizeof to->revoked[0]);
  for (uint32_t i = 0; i < model->order.count; ++i) {
    to->order[i] = model->order.numbers[place_in_order(lane, &model->order, i)];
  }
  memcpy(to->settled, pool->settled, known * sizeof to->settled[0]);
  memcpy(to->wheres, model->wheres, known);
  memcpy(to->was_revoked, pool->was_revoked, known);
  memcpy(to->block_kept, pool->block_kept, known);
  memcpy(to->record_kept, pool->record_kept, records);
}

void explored_put_back(struct lane *lane, struct odd_block *odd, const struct holder_state *from) {
  struct lane_pool *pool = &lane->pools[0];
  struct model *model = &pool->model;
  put_back_odd(lane, odd, &from->odd);
  *pool = from->pool;
  const uint32_t known = model->known, records = pool->records_known;
  memcpy(model->addresses, from->addresses, known * sizeof from->addresses[0]);
  memcpy(pool->records, from->records, records * sizeof from->records[0]);
  memcpy(pool->lent.numbers, from->lent, pool->lent.count * sizeof from->lent[0]);
  memcpy(pool->returned.numbers, from->returned, pool->returned.count * sizeof from->returned[0]);
  memcpy(pool->revoked.numbers, from->revoked, pool->revoked.count * sizeof from->revoked[0]);
  for (uint32_t i = 0; i < model->order.count; ++i) {
    model->order.numbers[place_in_order(lane, &model->order, i)] = from->order[i];
  }
  memcpy(pool->settled, from->settled, known * sizeof from->settled[0]);
  memcpy(model->wheres, from->wheres, known);
  memcpy(pool->was_revoked, from->was_revoked, known);
  memcpy(pool->block_kept, from->block_kept, known);
  memcpy(pool->record_kept, from->record_kept, records);
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
  if (odd->kind != LENT_NONE) hash = mix(hash, odd, sizeof *odd);
  return hash != 0 ? hash : 1;
}
