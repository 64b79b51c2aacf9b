#include "promised.h"

#include "sizes.h"

static struct answer of_target(const struct terms *terms, enum return_target target) {
  switch (target) {
    case TARGET_LENT:
      return (struct answer){ANSWER_REFUSED, 0};
    case TARGET_NULL:
      return terms->of_null;
    case TARGET_RETURNED:
    case TARGET_UNLENT:
      return terms->of_double;
    case TARGET_REVOKED:
      return terms->of_revoked;
    case TARGET_OTHER_POOL:
      return terms->of_other_pool;
    case TARGET_RECORD:
      return terms->of_record;
    case TARGET_INTERIOR:
      return terms->of_interior;
    case TARGET_FOREIGN:
    case TARGET_NEIGHBOUR:
    case TARGET_HANDLE:
    case TARGET_GONE:
      return terms->of_foreign;
  }
  return (struct answer){ANSWER_UNDEFINED, 0};
}

static bool is_too_large(const struct terms *terms, const struct operation *operation) {
  return terms->has_size != 0 && operation->kind == OPERATION_GET && size_asked(terms, operation) > terms->largest;
}

struct answer promised_answer(const struct terms *terms, const struct operation *operation) {
  if (is_too_large(terms, operation)) return terms->too_large;
  if (operation->kind == OPERATION_RETURN) return of_target(terms, (enum return_target)operation->target);
  return (struct answer){ANSWER_REFUSED, 0};
}

/* Binding 2 says where a foreign address may point; the others are those of binding 1 alone. */
static bool may_point_there(const struct terms *terms, const struct operation *operation) {
  if (terms->binding == 1) return true;
  const enum return_target target = (enum return_target)operation->target;
  if (target == TARGET_NEIGHBOUR || target == TARGET_HANDLE || target == TARGET_UNLENT || target == TARGET_GONE) return false;
  if (target != TARGET_FOREIGN) return true;
  switch ((enum foreign_address)(operation->index % FOREIGN_ADDRESSES)) {
    case FOREIGN_OF_THE_WORKER:
    case FOREIGN_MISALIGNED:
    case FOREIGN_OF_THE_WORKER_TOO:
    case FOREIGN_STACK:
    case FOREIGN_HEAP:
      return true;
    default:
      return false;
  }
}

static bool may_create(const struct terms *terms, const struct operation *operation) {
  if (operation->index != 0 && terms->out_of_memory.how == ANSWER_UNDEFINED) return false;
  if ((operation->flags & FLAG_DEFAULT_CONFIG) != 0 || terms->bad_config.how != ANSWER_UNDEFINED) return true;
  const uint32_t count = (uint32_t)operation->value;
  return count >= terms->first_count && count <= terms->last_count;
}

bool is_promised(const struct terms *terms, const struct operation *operation) {
  switch ((enum operation_kind)operation->kind) {
    case OPERATION_CREATE:
      return may_create(terms, operation);
    case OPERATION_DESTROY:
      return terms->destroy != DESTROY_NONE;
    case OPERATION_DESTROY_NULL:
      return terms->destroys_null != 0;
    case OPERATION_CLEAR:
      return terms->has_clear != 0;
    case OPERATION_TAKE:
    case OPERATION_RESET:
    case OPERATION_WRITE_RECORD:
      return terms->record_bytes != 0;
    case OPERATION_GET:
      if (terms->has_size != 0 && size_asked(terms, operation) < terms->smallest) return false;
      return promised_answer(terms, operation).how != ANSWER_UNDEFINED;
    case OPERATION_RETURN:
      return may_point_there(terms, operation) && promised_answer(terms, operation).how != ANSWER_UNDEFINED;
    default:
      return true;
  }
}
