/* The hot part of a pipeline, an epoch a call. */
#include "clock.h"
#include "operation.h"

uint64_t bp_most_receipts(const bp_hook *hooks, uint64_t hook_count) {
  uint64_t most = 0;
  for (uint64_t i = 0; i < hook_count; i++) {
    most += hooks[i].p_mask == UINT64_MAX ? 1 : BP_LANES;
  }
  return most;
}

int bp_load_into(const bp_triple *triples, size_t count, bp_soa *buffer, bp_run *runs, uint32_t *run_count) {
  return load_into(triples, count, buffer, runs, run_count);
}

static void add_to_totals(bp_hook_totals *totals, const bp_receipt *receipt) {
  if (totals->receipts == 0) {
    totals->merged = *receipt;
  } else {
    merge(&totals->merged, receipt);
  }
  totals->receipts++;
  totals->answers += receipt->flags & BP_ANSWER;
}

static int ask_all(bp_hot_part *part, const bp_soa *buffer, const bp_run *run) {
  const operation of = {part->cycle, part->shard_id};
  for (uint64_t i = 0; i < part->hook_count; i++) {
    if (asks(&part->hooks[i], run)) {
      bp_receipt *receipt;
      const int status = bp_inline_get_receipt(part->pool, &receipt);
      if (status != BP_OK) {
        return status;
      }
      reflex(buffer, run, &part->hooks[i], of, receipt);
      add_to_totals(&part->totals[i], receipt);
    }
  }
  return BP_OK;
}

static int ask_runs(bp_hot_part *part, const bp_soa *buffer, const bp_run *runs, uint32_t run_count) {
  int status = BP_OK;
  for (uint32_t i = 0; i < run_count && status == BP_OK; i++) {
    status = ask_all(part, buffer, &runs[i]);
  }
  return status;
}

/* The buffer is returned whatever happens between (PIPE-7). */
static int operate(bp_hot_part *part, const bp_triple *triples, size_t count, uint32_t *run_count) {
  bp_soa *buffer;
  bp_run runs[BP_LANES];
  int status = bp_inline_get_soa(part->pool, count, &buffer);
  if (status != BP_OK) {
    return status;
  }
  status = load_into(triples, count, buffer, runs, run_count);
  if (status == BP_OK) {
    status = ask_runs(part, buffer, runs, *run_count);
  }
  const int returned = bp_inline_return_soa(part->pool, buffer);
  return status != BP_OK ? status : returned;
}

static uint64_t receipts_left(const bp_pool *pool) { return pool->receipt_capacity - pool->receipts_in_use; }

static int beat(bp_hot_part *part, const bp_triple *triples, size_t count, bp_beat_result *result) {
  const uint64_t most_receipts = bp_most_receipts(part->hooks, part->hook_count);
  while (result->triples < count) {
    if (receipts_left(part->pool) < most_receipts) {
      result->receipts_short = 1;
      return BP_OK;
    }
    const size_t left = count - result->triples;
    const uint32_t size = left < BP_LANES ? (uint32_t)left : BP_LANES;
    uint32_t run_count;
    const int status = operate(part, triples + result->triples, size, &run_count);
    if (status != BP_OK) {
      return status;
    }
    part->cycle++;
    result->operations++;
    result->triples += size;
    result->runs += run_count;
    if (part->cycle % BP_EPOCH_OPERATIONS == 0) {
      result->epoch_ended = 1;
      return BP_OK;
    }
  }
  return BP_OK;
}

int bp_beat(bp_hot_part *part, const bp_triple *triples, size_t count, bp_beat_result *result) {
  const uint64_t start = time_stamps();
  *result = (bp_beat_result){0, 0, 0, 0, 0};
  const int status = beat(part, triples, count, result);
  part->time_stamps += time_stamps() - start;
  return status;
}

static void add_beat(bp_epochs_result *sum, const bp_beat_result *one) {
  sum->operations += one->operations;
  sum->triples += one->triples;
  sum->runs += one->runs;
  sum->epochs += one->epoch_ended;
  sum->early_resets += one->receipts_short;
}

int bp_epochs(bp_hot_part *part, const bp_triple *triples, size_t count, bp_epochs_result *result) {
  *result = (bp_epochs_result){0, 0, 0, 0, 0, 0};
  int status = BP_OK;
  size_t done = 0; /* result->triples, which is wider on systems of 32 bits */
  while (done < count && status == BP_OK) {
    bp_beat_result one;
    status = bp_beat(part, triples + done, count - done, &one);
    done += one.triples;
    add_beat(result, &one);
    if (one.epoch_ended || one.receipts_short) {
      result->receipts += part->pool->receipts_in_use;
      bp_inline_reset_receipts(part->pool);
    }
  }
  return status;
}
