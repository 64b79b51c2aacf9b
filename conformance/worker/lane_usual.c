/* The lane by the usual terms: all is known as this is compiled, and every operation is a few nanoseconds. */
#include "lane_operation.h"

enum { BLOCKS_AT_MOST = 1 << 16, RECORDS_AT_MOST = 1 << 20 };
#define REFUSED(status) {ANSWER_REFUSED, status}

static const struct terms usual = {.binding = 1,
                                   .block_bytes = sizeof(bp_soa),
                                   .block_align = BP_SOA_ALIGNMENT,
                                   .record_bytes = sizeof(bp_receipt),
                                   .record_align = BP_RECEIPT_ALIGNMENT,
                                   .at_get = FILL_BYTE,
                                   .reuse = REUSE_LIFO,
                                   .clear_as_created = 1,
                                   .has_size = 1,
                                   .largest = BP_LANES,
                                   .size_before_capacity = 1,
                                   .has_clear = 1,
                                   .destroys_null = 1,
                                   .counters = COUNTER_CAPACITY | COUNTER_USED,
                                   .exhausted = REFUSED(BP_EXHAUSTED),
                                   .too_large = REFUSED(BP_INVALID_SIZE),
                                   .records_exhausted = REFUSED(BP_RECEIPTS_EXHAUSTED),
                                   .bad_config = REFUSED(BP_INVALID_CONFIG),
                                   .out_of_memory = REFUSED(BP_NO_MEMORY),
                                   .of_null = REFUSED(BP_NOT_OWNED),
                                   .of_foreign = REFUSED(BP_NOT_OWNED),
                                   .of_other_pool = REFUSED(BP_NOT_OWNED),
                                   .of_interior = REFUSED(BP_NOT_OWNED),
                                   .of_double = REFUSED(BP_NOT_IN_USE),
                                   .of_revoked = REFUSED(BP_NOT_IN_USE),
                                   .of_record = REFUSED(BP_NOT_OWNED)};

/* Counts, and how storage would be given, are no business of these: the lane reads them where they are given. */
static struct terms with_counts_of(const struct terms *terms) {
  struct terms whole = usual;
  whole.block_count = terms->block_count;
  whole.first_count = terms->first_count;
  whole.last_count = terms->last_count;
  whole.most_blocks = terms->most_blocks;
  whole.record_count = terms->record_count;
  whole.most_records = terms->most_records;
  whole.storage_align = terms->storage_align;
  whole.storage_fixed = terms->storage_fixed;
  whole.storage_per_block = terms->storage_per_block;
  return whole;
}

bool lane_is_usual(const struct terms *terms) {
  const struct terms whole = with_counts_of(terms);
  return memcmp(terms, &whole, sizeof whole) == 0;
}

struct terms lane_usual_terms(void) {
  return with_counts_of(&(struct terms){
      .first_count = 1, .last_count = BLOCKS_AT_MOST, .most_blocks = BLOCKS_AT_MOST, .most_records = RECORDS_AT_MOST});
}

static bool run(struct lane *lane, const struct operation *operation) { return run_operation(&usual, lane, operation); }
static bool run_walk(struct lane *lane, struct walk *walk) { return run_walk_by(&usual, lane, walk, true); }
static bool is_undisturbed(struct lane *lane, uint32_t at_most) { return pools_are_undisturbed(&usual, lane, at_most); }

const struct lane_driver lane_of_usual_terms = {run, run_walk, is_undisturbed};
