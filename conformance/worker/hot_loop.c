/* The hot loop, alone, for a simulator to run: what a pool does all day, as often as it is told.
 *
 *   poolproof-hot-loop LIBRARY ROUNDS FURTHER_ROUNDS
 *
 * After the rounds, and again after the further ones, it forks a child that ends at once: to a simulator that counts process by
 * process, that is what was done up to there. In the difference of the two loading and creation cancel. It prints their process
 * ids, on a line that begins with "marks". */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "subject.h"

enum { NESTED = 8, RECEIPTS = 8 };

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

static bool run_rounds(const struct subject *subject, bp_pool *pool, const char *rounds) {
  for (long left = strtol(rounds, NULL, 10); left > 0; --left) {
    if (run_round(subject, pool) != 0) return false;
  }
  return true;
}

/* The process id of the child, which has ended; -1 when there was none. */
static pid_t mark(void) {
  pid_t child = fork();
  if (child == 0) _exit(0);
  return child > 0 ? waitpid(child, NULL, 0) : -1;
}

int main(int argument_count, char **arguments) {
  static struct subject subject;
  static const struct terms terms = {.binding = 1};
  char text[TEXT_BYTES];
  bp_pool *pool;
  pid_t marks[2];
  if (argument_count != 4 || !subject_load(&subject, &terms, arguments[1], text, sizeof text)) return 2;
  if (subject.create(NULL, &pool) != BP_OK) return 1;
  for (int i = 0; i < 2; ++i) {
    if (!run_rounds(&subject, pool, arguments[2 + i])) return 1;
    marks[i] = mark();
    if (marks[i] < 0) return 3;
  }
  subject.destroy(pool);
  printf("\nmarks %ld %ld\n", (long)marks[0], (long)marks[1]);
  return 0;
}
