/* The model of a pool in C: what the reference's pure step (promises.py) says of every contract, in arrays, for the native
 * lane.
 *
 *   fresh --> lent --> back in the order --> lent ...
 *                  \-> loose: with any order, or freed by a clear that promises none
 *
 * Blocks are numbered in the order in which a pool first lent them. A fresh one was not lent since create, or since a clear
 * that brings back the order after it. Where the contract leaves a choice, the model follows the one that was seen. A test runs
 * this model and the Python one side by side. */
#ifndef POOLPROOF_MODEL_H
#define POOLPROOF_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "order.h"

enum whereabouts { WHERE_FRESH, WHERE_LENT, WHERE_BACK, WHERE_LOOSE };

struct model {
  uint32_t block_count; /* that it was asked for */
  uint32_t record_count;
  uint32_t records_taken;
  uint32_t lent_count;
  uint32_t peak;
  uint32_t known; /* blocks that were ever lent: their numbers are below it */
  uint32_t fresh; /* how many there are for certain: a pool that holds at least so many may have more */
  uint32_t fresh_lent;
  uint32_t loose_count;
  bool fresh_is_loose; /* a clear that promises no order has been: fresh ones come as the pool likes, too */
  bool has_lent_fresh;
  uint64_t last_fresh_address;
  struct order order;
  uint8_t *wheres;
  uint64_t *addresses; /* by number */
};

enum due { DUE_BLOCK, DUE_REFUSAL, DUE_EITHER };

/* Which block may be lent next. `one`: this number, if any; `loose`: any of these; `fresh`: one that is so. */
struct allowed {
  uint32_t one;
  bool loose;
  bool fresh;
};

LANE_INLINE bool answer_fits(struct answer answer, int status) {
  if (answer.how == ANSWER_IGNORED) return true;
  if (answer.how != ANSWER_REFUSED) return false;
  return answer.code != 0 ? status == answer.code : status != 0;
}

/* Arrays are the caller's. */
static inline void model_create(struct model *model, uint32_t block_count, uint32_t record_count) {
  *model = (struct model){.block_count = block_count,
                          .record_count = record_count,
                          .fresh = block_count,
                          .order = {model->order.numbers, 0, 0, model->order.mask},
                          .wheres = model->wheres,
                          .addresses = model->addresses};
}

/* ---- get ---- */

LANE_INLINE enum due model_due(const struct terms *terms, const struct model *model) {
  if (terms->is_at_least == 0) return model->lent_count == model->block_count ? DUE_REFUSAL : DUE_BLOCK;
  const bool is_certain = model->lent_count < model->block_count || model->order.count + model->loose_count != 0;
  return is_certain || terms->exhausted.how == ANSWER_GROWS ? DUE_BLOCK : DUE_EITHER;
}

LANE_INLINE bool may_be_fresh(const struct terms *terms, const struct model *model) {
  return model->fresh != 0 || terms->is_at_least != 0;
}

LANE_INLINE struct allowed allowed_by_stack(const struct terms *terms, const struct model *model, uint32_t top) {
  const bool fresh = may_be_fresh(terms, model);
  if (model->order.count == 0) return (struct allowed){(uint32_t)NO_BLOCK, true, fresh};
  if (terms->fresh_first == 0) return (struct allowed){top, false, false};
  if (model->fresh_is_loose) return (struct allowed){top, true, fresh}; /* all may be as good as never lent */
  if (model->fresh != 0) return (struct allowed){(uint32_t)NO_BLOCK, false, true};
  return (struct allowed){top, false, fresh};
}

LANE_INLINE struct allowed model_allowed(const struct terms *terms, const struct model *model) {
  const enum reuse reuse = (enum reuse)terms->reuse;
  const uint32_t next = reuse == REUSE_ANY ? (uint32_t)NO_BLOCK : order_next(reuse, &model->order);
  const bool fresh = may_be_fresh(terms, model);
  switch (reuse) {
    case REUSE_LIFO:
      return allowed_by_stack(terms, model, next);
    case REUSE_FIFO:
      if (model->fresh != 0 || model->loose_count != 0) return (struct allowed){(uint32_t)NO_BLOCK, true, fresh};
      return (struct allowed){next, false, terms->is_at_least != 0};
    case REUSE_LOWEST_ADDRESS: {
      const bool may_lie_below = model->fresh_is_loose || terms->is_at_least != 0;
      return (struct allowed){next, true, (model->order.count == 0 || may_lie_below) && fresh};
    }
    default:
      return (struct allowed){(uint32_t)NO_BLOCK, true, fresh};
  }
}

/* Which block comes next, if it can be told beforehand; or a guess, or one that does not exist yet. */
LANE_INLINE uint32_t model_guess(const struct terms *terms, const struct model *model) {
  if (terms->reuse == REUSE_ANY) return model->known;
  const struct allowed allowed = model_allowed(terms, model);
  return allowed.one != (uint32_t)NO_BLOCK ? allowed.one : model->fresh_lent;
}

/* Whether that is no guess: then the pool has no choice, and every block is where the model says. */
LANE_INLINE bool model_is_certain(const struct terms *terms) {
  const bool as_created = terms->has_clear == 0 || terms->clear_as_created != 0;
  return terms->reuse == REUSE_LIFO && terms->fresh_first == 0 && terms->is_at_least == 0 && as_created;
}

/* 1 where fresh blocks ascend, -1 where they descend, 0 where they come in any order. */
LANE_INLINE int sign_of_fresh(const struct terms *terms) {
  if (terms->reuse == REUSE_LOWEST_ADDRESS) return terms->is_at_least == 0;
  return terms->fresh == FRESH_ASCENDING ? 1 : terms->fresh == FRESH_DESCENDING ? -1 : 0;
}

LANE_INLINE bool fresh_fits(const struct terms *terms, const struct model *model, struct allowed allowed, uint32_t number,
                            uint64_t address) {
  const uint32_t known = model->known;
  if (number == known && terms->is_at_least == 0 && known >= model->block_count) return false;
  if (!allowed.fresh) return false;
  const uint32_t wanted = model->fresh_lent < known ? model->fresh_lent : known;
  if (terms->reuse != REUSE_ANY && !model->fresh_is_loose && number != wanted) return false;
  if (model->fresh_is_loose) return true;
  const bool is_lowest = terms->reuse == REUSE_LOWEST_ADDRESS;
  if (is_lowest && model->order.count != 0 && address > model->addresses[heap_next(&model->order)]) return false;
  const int sign = sign_of_fresh(terms);
  if (sign == 0 || !model->has_lent_fresh) return true;
  return sign > 0 ? address > model->last_fresh_address : address < model->last_fresh_address;
}

/* A get was answered with this block; `number`: `known` where it was never lent. False: it may not be that one. */
LANE_INLINE bool model_lend(const struct terms *terms, struct model *model, uint32_t number, uint64_t address) {
  const enum whereabouts where = number == model->known ? WHERE_FRESH : (enum whereabouts)model->wheres[number];
  const struct allowed allowed = model_allowed(terms, model);
  switch (where) {
    case WHERE_FRESH:
      if (!fresh_fits(terms, model, allowed, number, address)) return false;
      model->fresh -= model->fresh != 0;
      ++model->fresh_lent;
      model->has_lent_fresh = true;
      model->last_fresh_address = address;
      break;
    case WHERE_BACK:
      if (number != allowed.one) return false;
      order_take((enum reuse)terms->reuse, &model->order, model->addresses);
      break;
    case WHERE_LOOSE:
      if (!allowed.loose) return false;
      --model->loose_count;
      break;
    default:
      return false;
  }
  if (number == model->known) model->addresses[model->known++] = address;
  model->wheres[number] = WHERE_LENT;
  if (++model->lent_count > model->peak) model->peak = model->lent_count;
  return true;
}

/* ---- the others: they succeed ---- */

LANE_INLINE void model_give_back(const struct terms *terms, struct model *model, uint32_t number) {
  --model->lent_count;
  if (terms->reuse == REUSE_ANY) {
    model->wheres[number] = WHERE_LOOSE;
    ++model->loose_count;
    return;
  }
  model->wheres[number] = WHERE_BACK;
  order_add((enum reuse)terms->reuse, &model->order, model->addresses, number);
}

static inline void model_clear(const struct terms *terms, struct model *model) {
  const bool as_created = terms->clear_as_created != 0;
  for (uint32_t number = 0; number < model->known; ++number) {
    if (as_created) {
      model->wheres[number] = WHERE_FRESH;
    } else if (model->wheres[number] != WHERE_FRESH) {
      model->loose_count += model->wheres[number] != WHERE_LOOSE;
      model->wheres[number] = WHERE_LOOSE;
    }
  }
  order_empty(&model->order);
  model->lent_count = model->records_taken = 0;
  model->fresh_is_loose = !as_created;
  if (!as_created) return;
  model->fresh = model->block_count;
  model->fresh_lent = model->loose_count = 0;
  model->has_lent_fresh = false;
}

#endif
