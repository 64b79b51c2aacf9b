/* What the native lane does not ask: what the contract does not promise, what it promises to abort, and more of a pool than
 * anybody counts. In the log, something stands in its place that does nothing. */
#ifndef POOLPROOF_LANE_ASKED_H
#define POOLPROOF_LANE_ASKED_H

#include "lane_state.h"
#include "promised.h"
#include "sizes.h"

/* Whatever the state. */
static inline bool is_ever_asked(const struct terms *terms, const struct operation *operation) {
  return is_promised(terms, operation) && promised_answer(terms, operation).how != ANSWER_ABORTS;
}

static inline struct operation nothing_asked(const struct operation *operation) {
  return (struct operation){.kind = OPERATION_COUNTERS, .pool = operation->pool};
}

LANE_INLINE bool is_get_asked(const struct terms *terms, const struct lane *lane, const struct lane_pool *pool) {
  const struct model *model = &pool->model;
  if (model_due(terms, model) != DUE_BLOCK) return terms->exhausted.how != ANSWER_ABORTS;
  if (terms->is_at_least == 0) return model->lent_count < lane->limit;
  /* It may take a new block at each get, and forget those that came back: it lends more of them than there is room to know. */
  return model->known < lane->limit && model->lent_count / TIMES_ITS_COUNT < model->block_count;
}

/* In the state at hand, of a pool that is alive. */
LANE_INLINE bool is_asked(const struct terms *terms, const struct lane *lane, const struct lane_pool *pool,
                          const struct operation *operation) {
  const uint32_t kind = operation->kind;
  if (kind == OPERATION_RETURN && operation->target == TARGET_LENT) return true;
  if (kind != OPERATION_GET || operation->value > PROPER_SIZES || (operation->flags & FLAG_EXACT) != 0) {
    if (!is_ever_asked(terms, operation)) return false;
  }
  return kind != OPERATION_GET || is_get_asked(terms, lane, pool);
}

#endif
