/* The same hot operation with an allocation each time, as it was before there was a pool, and with the pool. */
#include <stdlib.h>
#include <string.h>

#include "operation.h"

/* What both do between getting and giving back. */
static uint64_t fill(const bp_triple *triples, uint64_t cycle_id, const bp_hook *hook, bp_soa *buffer, bp_receipt *receipt) {
  bp_run runs[BP_LANES];
  uint32_t run_count;
  const operation of = {cycle_id, 0};
  load_into(triples, BP_LANES, buffer, runs, &run_count);
  reflex(buffer, runs, hook, of, receipt);
  return receipt->a_hash ^ receipt->span_id;
}

uint64_t bp_operations_before(const bp_triple *triples, size_t operations, const bp_hook *hook) {
  uint64_t sum = 0;
  for (size_t i = 0; i < operations; i++) {
    bp_soa *const buffer = aligned_alloc(BP_SOA_ALIGNMENT, sizeof(bp_soa));
    bp_receipt *const receipt = aligned_alloc(BP_RECEIPT_ALIGNMENT, sizeof(bp_receipt));
    if (buffer != NULL && receipt != NULL) {
      memset(buffer, 0, sizeof *buffer);
      memset(receipt, 0, sizeof *receipt);
      sum ^= fill(triples + i * BP_LANES, i, hook, buffer, receipt);
    }
    free(receipt);
    free(buffer);
  }
  return sum;
}

uint64_t bp_operations_after(bp_pool *pool, const bp_triple *triples, size_t operations, const bp_hook *hook) {
  uint64_t sum = 0;
  for (size_t i = 0; i < operations; i++) {
    bp_soa *buffer;
    bp_receipt *receipt;
    if (i % BP_EPOCH_OPERATIONS == 0) {
      bp_inline_reset_receipts(pool);
    }
    if (bp_inline_get_soa(pool, BP_LANES, &buffer) != BP_OK) {
      continue;
    }
    if (bp_inline_get_receipt(pool, &receipt) == BP_OK) {
      sum ^= fill(triples + i * BP_LANES, i, hook, buffer, receipt);
    }
    bp_inline_return_soa(pool, buffer);
  }
  return sum;
}
