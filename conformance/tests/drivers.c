/* What the guided driver, or the exploration, asks of a pool, as the lane's operations on standard output. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "allocations.h"
#include "alphabet.h"
#include "reserve.h"

enum { INPUTS = 3000, INPUT_BYTES = 400, STEPS = 4000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void guided(void) {
  uint8_t data[INPUT_BYTES];
  for (int input = 0; input < INPUTS; ++input) {
    for (size_t i = 0; i < sizeof data; ++i) data[i] = (uint8_t)(random() >> 8);
    LLVMFuzzerTestOneInput(data, sizeof data);
  }
}

static void exploration(void) {
  static struct subject subject;
  subject.entries = (struct entries){.create = (uintptr_t)bp_create,
                                     .destroy = (uintptr_t)bp_destroy,
                                     .get = (uintptr_t)bp_get_soa,
                                     .give_back = (uintptr_t)bp_return_soa,
                                     .take = (uintptr_t)bp_get_receipt,
                                     .reset = (uintptr_t)bp_reset_receipts,
                                     .clear = (uintptr_t)bp_clear,
                                     .usage = (uintptr_t)bp_capacity_usage};
  struct shared *shared = reserve(sizeof *shared);
  shared->without_misuse = getenv("POOLPROOF_WITHOUT_MISUSE") != NULL;
  shared->terms = lane_usual_terms();
  struct lane *lane = lane_new(&subject, shared);
  struct operation operations[ALPHABET_AT_MOST], create = {.kind = OPERATION_CREATE, .value = 2 | UINT64_C(2) << 32};
  if (!lane_run_operation(lane, &create)) exit(1);
  for (int step = 0; step < STEPS; ++step) {
    uint32_t count = alphabet_of(lane, true, operations);
    fwrite(operations, sizeof operations[0], count, stdout);
    if (!lane_run_operation(lane, &operations[(uint32_t)random() % count])) exit(1);
  }
}

int main(int count, char **words) {
  (void)words;
  if (count > 1) {
    guided(); /* writes them itself, see POOLPROOF_OPERATIONS */
  } else {
    exploration();
  }
  return 0;
}
