/* Whether two observations are alike in all that a pool answers for.
 *
 * Generated from spec/poolproof/spec/data/vocabulary.toml: change it there, and run `make generate`.
 * The generator lays it out: */
/* clang-format off */
#ifndef POOLPROOF_ALIKE_H
#define POOLPROOF_ALIKE_H

#include <stdbool.h>

#include "protocol.h"

static inline bool is_alike(const struct observation *one, const struct observation *other) {
  if (one->state != other->state) return false;
  if (one->status != other->status) return false;
  if (one->out != other->out) return false;
  if (one->target != other->target) return false;
  if (one->out_flags != other->out_flags) return false;
  if (one->usage_observed != other->usage_observed) return false;
  if (one->usage[0] != other->usage[0]) return false;
  if (one->usage[1] != other->usage[1]) return false;
  if (one->usage[2] != other->usage[2]) return false;
  if (one->usage[3] != other->usage[3]) return false;
  if (one->dirty_count != other->dirty_count) return false;
  if (one->dirty_at != other->dirty_at) return false;
  if (one->addressless != other->addressless) return false;
  if (one->dirty_value != other->dirty_value) return false;
  if (one->receipt_id != other->receipt_id) return false;
  if (one->overlaps.kind != other->overlaps.kind) return false;
  if (one->overlaps.pool != other->overlaps.pool) return false;
  if (one->overlaps.word != other->overlaps.word) return false;
  if (one->overlaps.index != other->overlaps.index) return false;
  if (one->disturbed.kind != other->disturbed.kind) return false;
  if (one->disturbed.pool != other->disturbed.pool) return false;
  if (one->disturbed.word != other->disturbed.word) return false;
  if (one->disturbed.index != other->disturbed.index) return false;
  if (one->disturbed_expected != other->disturbed_expected) return false;
  if (one->disturbed_found != other->disturbed_found) return false;
  if (one->allocations != other->allocations) return false;
  if (one->releases != other->releases) return false;
  if (one->system_calls != other->system_calls) return false;
  if (one->system_call_number != other->system_call_number) return false;
  if (one->system_call_instructions != other->system_call_instructions) return false;
  if (one->stale_block_bytes != other->stale_block_bytes) return false;
  if (one->stale_at != other->stale_at) return false;
  if (one->stale_count != other->stale_count) return false;
  if (one->breach != other->breach) return false;
  if (one->breach_count != other->breach_count) return false;
  if (one->breach_taken_by != other->breach_taken_by) return false;
  if (one->breach_given_back_by != other->breach_given_back_by) return false;
  if (one->breach_distance != other->breach_distance) return false;
  if (one->breach_block_bytes != other->breach_block_bytes) return false;
  if (one->allocations_failed != other->allocations_failed) return false;
  if (one->surrounding != other->surrounding) return false;
  if (one->surrounding_number != other->surrounding_number) return false;
  if (one->surrounding_before != other->surrounding_before) return false;
  if (one->surrounding_after != other->surrounding_after) return false;
  if (one->surrounding_of_usage != other->surrounding_of_usage) return false;
  if (one->variable != other->variable) return false;
  if (one->variable_number != other->variable_number) return false;
  if (one->variable_is_gone != other->variable_is_gone) return false;
  if (one->variable_before != other->variable_before) return false;
  if (one->variable_after != other->variable_after) return false;
  if (one->counters_seen != other->counters_seen) return false;
  if (one->ending != other->ending) return false;
  if (one->counted[0] != other->counted[0]) return false;
  if (one->counted[1] != other->counted[1]) return false;
  if (one->counted[2] != other->counted[2]) return false;
  if (one->counted[3] != other->counted[3]) return false;
  if (one->dirty_expected != other->dirty_expected) return false;
  if (one->changed_free.kind != other->changed_free.kind) return false;
  if (one->changed_free.pool != other->changed_free.pool) return false;
  if (one->changed_free.word != other->changed_free.word) return false;
  if (one->changed_free.index != other->changed_free.index) return false;
  if (one->changed_free_expected != other->changed_free_expected) return false;
  if (one->changed_free_found != other->changed_free_found) return false;
  if (one->ending_number != other->ending_number) return false;
  if (one->breach_of_storage != other->breach_of_storage) return false;
  return true;
}

#endif
