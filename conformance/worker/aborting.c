#include "aborting.h"

#include <stdbool.h>

#include "promised.h"
#include "sizes.h"

static enum aborting of_answer(struct answer answer) { return answer.how == ANSWER_ABORTS ? ABORTS : ABORTS_NOT; }

/* Size and capacity may both be the reason. Where the contract does not say which comes first, either answer is right. */
static enum aborting of_get(const struct terms *terms, const struct operation *operation, bool is_exhausted) {
  const bool is_too_large = terms->has_size != 0 && size_asked(terms, operation) > terms->largest;
  const enum aborting of_size = is_too_large ? of_answer(terms->too_large) : ABORTS_NOT;
  const enum aborting of_capacity = is_exhausted ? of_answer(terms->exhausted) : ABORTS_NOT;
  if (is_too_large && (terms->size_before_capacity != 0 || !is_exhausted) && of_size == ABORTS) return ABORTS;
  if (of_size == of_capacity && (is_too_large || of_capacity == ABORTS_NOT)) return of_size;
  if (is_too_large) return ABORTS_OR_ANSWERS;
  return terms->is_at_least != 0 ? ABORTS_OR_SUCCEEDS : ABORTS;
}

/* What was not lent yet may be a free block or nobody's: its holder can't know. */
static enum aborting of_unlent(const struct terms *terms) {
  const enum aborting of_double = of_answer(terms->of_double);
  return of_double == of_answer(terms->of_foreign) ? of_double : ABORTS_OR_ANSWERS;
}

enum aborting aborting_by(const struct terms *terms, const struct operation *operation, uint64_t lent, uint64_t count) {
  if (operation->kind == OPERATION_GET) return of_get(terms, operation, lent >= count);
  if (operation->kind != OPERATION_RETURN) return ABORTS_NOT;
  return operation->target == TARGET_UNLENT ? of_unlent(terms) : of_answer(promised_answer(terms, operation));
}
