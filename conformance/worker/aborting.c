#include "aborting.h"

#include <stdbool.h>

static enum aborting of_answer(const struct answer *answer) { return answer->how == ANSWER_ABORTS ? ABORTS : ABORTS_NOT; }

/* Both may be the reason. Where the contract does not say which comes first, either answer is right. */
static enum aborting of_get(const struct terms *terms, uint64_t bytes, uint64_t lent, uint64_t count) {
  const bool is_too_large = terms->has_size != 0 && bytes > terms->largest;
  const enum aborting of_size = is_too_large ? of_answer(&terms->too_large) : ABORTS_NOT;
  const enum aborting of_capacity = lent >= count ? of_answer(&terms->exhausted) : ABORTS_NOT;
  if (of_size == of_capacity) return of_size;
  if (is_too_large && terms->size_before_capacity != 0 && of_size == ABORTS) return ABORTS;
  if (is_too_large) return lent >= count ? ABORTS_PERHAPS : of_size;
  return terms->is_at_least != 0 ? ABORTS_PERHAPS : of_capacity;
}

/* What was not lent yet may be a free block or nobody's: its holder can't know. */
static enum aborting of_unlent(const struct terms *terms) {
  const enum aborting of_double = of_answer(&terms->of_double), of_foreign = of_answer(&terms->of_foreign);
  return of_double == of_foreign ? of_double : ABORTS_PERHAPS;
}

static enum aborting of_return(const struct terms *terms, uint32_t target) {
  switch (target) {
    case TARGET_LENT:
      return ABORTS_NOT;
    case TARGET_RETURNED:
      return of_answer(&terms->of_double);
    case TARGET_REVOKED:
      return of_answer(&terms->of_revoked);
    case TARGET_NULL:
      return of_answer(&terms->of_null);
    case TARGET_OTHER_POOL:
      return of_answer(&terms->of_other_pool);
    case TARGET_RECEIPT:
      return of_answer(&terms->of_record);
    case TARGET_INTERIOR:
      return of_answer(&terms->of_interior);
    case TARGET_UNLENT:
      return of_unlent(terms);
    default:
      return of_answer(&terms->of_foreign);
  }
}

enum aborting aborting_by(const struct terms *terms, const struct operation *operation, uint64_t lent, uint64_t count) {
  if (operation->kind == OPERATION_GET_SOA) return of_get(terms, operation->value, lent, count);
  if (operation->kind == OPERATION_RETURN_SOA) return of_return(terms, operation->target);
  return ABORTS_NOT;
}
