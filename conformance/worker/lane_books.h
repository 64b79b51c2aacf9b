/* Where the blocks of a pool are, in the native lane: as in the ledger of a session, of which the same targets are found. */
#ifndef POOLPROOF_LANE_BOOKS_H
#define POOLPROOF_LANE_BOOKS_H

#include "lane_contents.h"

enum { SEARCHED_AT_MOST = 16 /* addresses one after the other: in more of them, by the map */ };

LANE_INLINE void take_out_of_place(struct lane_pool *pool, uint32_t number) {
  struct list *list = pool->was_revoked[number] ? &pool->revoked : &pool->returned;
  const uint32_t at = list_find(list, number);
  if (at != (uint32_t)LIST_NOWHERE) list_take_out(list, at);
  pool->was_revoked[number] = false;
}

static inline void revoke_all(struct lane_pool *pool) {
  for (uint32_t at = 0; at < pool->lent.count; ++at) {
    list_add(&pool->revoked, pool->lent.numbers[at]);
    pool->was_revoked[pool->lent.numbers[at]] = true;
  }
  list_empty(&pool->lent); /* as in the session, what was returned before stays what can be returned twice */
  ++pool->clears;
}

/* The number of the block there; as many as are known, where it is none of them. */
static inline uint32_t number_at(const struct lane_pool *pool, uint64_t address) {
  const uint32_t known = pool->model.known;
  if (known > SEARCHED_AT_MOST) {
    const struct address_entry *entry = address_find(&pool->numbers, address);
    return entry != NULL ? (uint32_t)entry->value : known;
  }
  uint32_t number = 0;
  while (number < known && pool->model.addresses[number] != address) ++number;
  return number;
}

/* The block at hand, by its address. False: it is one that the pool may not lend now. */
LANE_INLINE bool find_number(const struct terms *terms, const struct lane_pool *pool, uint64_t address, uint32_t *number) {
  const struct model *model = &pool->model;
  *number = model_guess(terms, model);
  if (*number < model->known && model->addresses[*number] == address) return true;
  if (model_is_certain(terms)) {
    if (*number < model->known) return false;
    *number = model->known;
    return terms->binding == 1 || number_at(pool, address) == model->known;
  }
  *number = number_at(pool, address);
  return true;
}

LANE_INLINE bool lend(const struct terms *terms, const struct lane *lane, struct lane_pool *pool, uint64_t address) {
  uint32_t number;
  if (address == 0 || !find_number(terms, pool, address, &number)) return false;
  const bool is_new = number == pool->model.known;
  if (is_new && (number == lane->limit || (address & (terms->block_align - 1)) != 0)) return false;
  if (!model_lend(terms, &pool->model, number, address)) return false;
  if (!is_new) {
    take_out_of_place(pool, number);
  } else {
    if (!model_is_certain(terms) || terms->binding != 1) address_put(&pool->numbers, address, number);
    pool->was_revoked[number] = false;
    if (keeps_settled(terms)) pool->settled[number] = 0;
  }
  list_add(&pool->lent, number);
  const bool is_as_due = block_is_as_due(terms, pool, number);
  if (keeps_settled(terms)) pool->settled[number] = 0;
  return is_as_due;
}

/* ---- inspection: in turn ---- */

LANE_INLINE bool lent_is_undisturbed(const struct terms *terms, const struct lane_pool *pool, uint32_t at_most) {
  for (uint32_t i = 0; i < at_most && i < pool->lent.count; ++i) {
    if (!block_is_undisturbed(terms, pool, pool->lent.numbers[(pool->inspected + i) % pool->lent.count])) return false;
  }
  const uint32_t records = terms->record_bytes != 0 ? pool->model.records_taken : 0;
  for (uint32_t i = 0; i < at_most && i < records; ++i) {
    if (!record_is_undisturbed(terms, pool, (pool->inspected + i) % records)) return false;
  }
  return true;
}

LANE_INLINE bool free_is_as_due(const struct terms *terms, struct lane_pool *pool, uint32_t at_most) {
  if (terms->while_free == FILL_ANY) return true;
  const uint32_t count = pool->returned.count;
  for (uint32_t i = 0; i < at_most && i < count; ++i) {
    if (!free_block_is_as_due(terms, pool, pool->returned.numbers[(pool->inspected_free + i) % count])) return false;
  }
  pool->inspected_free += at_most;
  return true;
}

LANE_INLINE bool pools_are_undisturbed(const struct terms *terms, struct lane *lane, uint32_t at_most) {
  for (uint32_t i = 0; i < LANE_POOLS; ++i) {
    struct lane_pool *pool = &lane->pools[i];
    if (!pool->is_alive) continue;
    if (!lent_is_undisturbed(terms, pool, at_most) || !free_is_as_due(terms, pool, at_most)) return false;
    pool->inspected += at_most;
  }
  return true;
}

#endif
