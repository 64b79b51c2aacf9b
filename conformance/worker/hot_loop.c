/* The hot loop, alone, for a simulator to run: what a pool does all day, as often as it is told.
 *
 *   poolproof-hot-loop LIBRARY ROUNDS
 *
 * The harness runs it for two numbers of rounds and takes the difference, in which loading and creation cancel. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "subject.h"

enum { NESTED = 8, RECEIPTS = 8, TEXT_BYTES = 512 };

/* One round: as many buffers as there are concurrent operations, each written and returned, and a receipt for each. */
static int run_round(const struct subject *subject, bp_pool *pool) {
  bp_soa *lent[NESTED];
  uint32_t count = 0;
  while (count < NESTED && subject->get_soa(pool, BP_LANES, &lent[count]) == BP_OK) {
    lent[count]->s[0] = lent[count]->p[0] = lent[count]->o[0] = count + 1;
    ++count;
  }
  if (count == 0) return 1;
  for (uint32_t i = 0; i < RECEIPTS; ++i) {
    bp_receipt *receipt;
    if (subject->get_receipt(pool, &receipt) == BP_OK) receipt->lanes = BP_LANES;
  }
  subject->reset_receipts(pool);
  while (count != 0) {
    if (subject->return_soa(pool, lent[--count]) != BP_OK) return 1;
  }
  return 0;
}

int main(int argument_count, char **arguments) {
  static struct subject subject;
  char text[TEXT_BYTES];
  bp_pool *pool;
  if (argument_count != 3 || !subject_load(&subject, arguments[1], text, sizeof text)) return 2;
  if (subject.create(NULL, &pool) != BP_OK) return 1;
  for (long rounds = strtol(arguments[2], NULL, 10); rounds > 0; --rounds) {
    if (run_round(&subject, pool) != 0) return 1;
  }
  subject.destroy(pool);
  return 0;
}
