#include "guided_subject.h"

#include "blockpool.h"

/* A source defines the functions of one of the headers, and of these those that its contract asks for: the others are NULL. The
 * library of the same source was asked for them already. */
#pragma weak bp_create
#pragma weak bp_destroy
#pragma weak bp_get_soa
#pragma weak bp_return_soa
#pragma weak bp_get_receipt
#pragma weak bp_reset_receipts
#pragma weak bp_clear
#pragma weak bp_capacity_usage
#pragma weak pp_create
#pragma weak pp_destroy
#pragma weak pp_get
#pragma weak pp_get_sized
#pragma weak pp_return
#pragma weak pp_take
#pragma weak pp_reset
#pragma weak pp_clear
#pragma weak pp_capacity
#pragma weak pp_used
#pragma weak pp_free
#pragma weak pp_peak

static uintptr_t if_promised(bool is_promised, uintptr_t function) { return is_promised ? function : 0; }

static struct entries of_bufferpool(void) {
  return (struct entries){.create = (uintptr_t)bp_create,
                          .destroy = (uintptr_t)bp_destroy,
                          .get = (uintptr_t)bp_get_soa,
                          .give_back = (uintptr_t)bp_return_soa,
                          .take = (uintptr_t)bp_get_receipt,
                          .reset = (uintptr_t)bp_reset_receipts,
                          .clear = (uintptr_t)bp_clear,
                          .usage = (uintptr_t)bp_capacity_usage};
}

static struct entries of_blockpool(const struct terms *terms) {
  const bool has_records = terms->record_bytes != 0;
  return (struct entries){.create = (uintptr_t)pp_create,
                          .destroy = if_promised(terms->destroy != DESTROY_NONE, (uintptr_t)pp_destroy),
                          .get = terms->has_size != 0 ? (uintptr_t)pp_get_sized : (uintptr_t)pp_get,
                          .give_back = (uintptr_t)pp_return,
                          .take = if_promised(has_records, (uintptr_t)pp_take),
                          .reset = if_promised(has_records, (uintptr_t)pp_reset),
                          .clear = if_promised(terms->has_clear != 0, (uintptr_t)pp_clear),
                          .counters = {if_promised((terms->counters & COUNTER_CAPACITY) != 0, (uintptr_t)pp_capacity),
                                       if_promised((terms->counters & COUNTER_USED) != 0, (uintptr_t)pp_used),
                                       if_promised((terms->counters & COUNTER_FREE) != 0, (uintptr_t)pp_free),
                                       if_promised((terms->counters & COUNTER_PEAK) != 0, (uintptr_t)pp_peak)}};
}

void guided_find(struct subject *subject, const struct terms *terms) {
  subject->entries = terms->binding == 1 ? of_bufferpool() : of_blockpool(terms);
}

bool guided_serves(struct configuration *configuration) {
  const bp_config config = {configuration->block_count, configuration->record_count};
  bp_pool *pool = NULL;
  if (bp_create(configuration->is_default != 0 ? NULL : &config, &pool) != BP_OK || pool == NULL) return false;
  bp_usage usage = {0};
  bp_capacity_usage(pool, &usage);
  configuration->block_count = usage.soa_total;
  configuration->record_count = usage.receipts_total;
  bp_destroy(pool);
  return true;
}
