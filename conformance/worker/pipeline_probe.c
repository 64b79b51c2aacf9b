/* What the hot part of a pipeline does besides its work: allocations and system calls, counted over operations that come by
 * standard input (the number of hooks, the hooks, then triples to the end). Prints two lines, for the pipeline over the pool
 * and for the same operations with an allocation each time, so that it shows that it can count. */
#include <bufferpool_pipeline.h>
#include <stdio.h>
#include <stdlib.h>

#include "allocations.h"
#include "probes.h"

enum { MOST_TRIPLES = 1 << 20, MOST_HOOKS = 1024, EPOCH_TRIPLES = BP_EPOCH_OPERATIONS * BP_LANES };

static bp_triple triples[MOST_TRIPLES];
static bp_hook hooks[MOST_HOOKS];
static bp_hook_totals totals[MOST_HOOKS];

struct counts {
  struct allocation_counts allocations;
  struct probe_counts probes;
};

static void begin(uint32_t available) {
  allocations_begin();
  probes_begin(PROBE_SYSTEM_CALLS & available);
}

static void end(struct counts *counts) {
  probes_end(&counts->probes);
  counts->allocations = allocations_end();
}

static void print(const char *name, size_t operations, const struct counts *counts, uint32_t available) {
  printf("%s operations %zu allocations %llu releases %llu system_calls ", name, operations,
         (unsigned long long)counts->allocations.allocations, (unsigned long long)counts->allocations.releases);
  if ((available & PROBE_SYSTEM_CALLS) != 0) {
    printf("%u\n", counts->probes.system_calls);
  } else {
    puts("unknown");
  }
}

/* The whole input, epoch by epoch, as the pipeline does it. */
static int run(bp_hot_part *part, size_t count, size_t *operations) {
  size_t done = 0;
  while (done < count) {
    bp_beat_result result;
    const size_t left = count - done;
    const int status = bp_beat(part, triples + done, left < EPOCH_TRIPLES ? left : EPOCH_TRIPLES, &result);
    if (status != BP_OK) return status;
    done += result.triples;
    *operations += result.operations;
    bp_reset_receipts(part->pool);
  }
  return BP_OK;
}

int main(void) {
  static char functions[FUNCTIONS][NAME_BYTES];
  uint64_t hook_count;
  if (fread(&hook_count, sizeof hook_count, 1, stdin) != 1 || hook_count == 0 || hook_count > MOST_HOOKS) return 2;
  if (fread(hooks, sizeof *hooks, hook_count, stdin) != hook_count) return 2;
  const size_t count = fread(triples, sizeof *triples, MOST_TRIPLES, stdin) / BP_LANES * BP_LANES;
  allocations_init();
  const uint32_t available = probes_init(functions);
  bp_pool *pool;
  if (bp_create(NULL, &pool) != BP_OK) return 1;
  bp_hot_part part = {.pool = pool, .hooks = hooks, .totals = totals, .hook_count = hook_count};
  size_t operations = 0;
  struct counts after = {0}, before = {0};
  begin(available);
  const int status = run(&part, count, &operations);
  end(&after);
  if (status != BP_OK) return 1;
  begin(available);
  bp_operations_before(triples, count / BP_LANES, hooks);
  end(&before);
  bp_destroy(pool);
  print("pool", operations, &after, available);
  print("allocator", count / BP_LANES, &before, available);
  return 0;
}
