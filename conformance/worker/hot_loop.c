/* The hot loop, alone, for a simulator to run: what a pool does all day, as often as it is told.
 *
 *   poolproof-hot-loop LIBRARY ROUNDS FURTHER_ROUNDS [TERMS]
 *
 * TERMS: struct terms, two hexadecimal digits a byte; without them, those of binding 1. After the rounds, and again after the
 * further ones, it forks a child that ends at once: to a simulator that counts process by process, that is what was done up to
 * there. In the difference of the two loading and creation cancel. It prints their process ids, on a line that begins with
 * "marks". */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "blockpool.h"
#include "subject.h"
#include "terms_digits.h"

enum { NESTED = 8, RECORDS = 8 };

/* Of either binding: the pool, and one round. */
struct loop {
  struct subject subject;
  struct terms terms;
  void *pool;
  bool (*create)(struct loop *);
  bool (*run_round)(const struct loop *);
};

/* ---- binding 1 ---- */

static bool create_buffers(struct loop *loop) {
  bp_pool *pool;
  if (loop->subject.create(NULL, &pool) != BP_OK) return false;
  loop->pool = pool;
  return true;
}

/* One round: as many buffers as there are concurrent operations, each written and returned, and a receipt for each. */
static bool run_round_of_buffers(const struct loop *loop) {
  const struct subject *subject = &loop->subject;
  bp_pool *pool = loop->pool;
  bp_soa *lent[NESTED];
  uint32_t count = 0;
  while (count < NESTED && subject->get_soa(pool, BP_LANES, &lent[count]) == BP_OK) {
    lent[count]->s[0] = lent[count]->p[0] = lent[count]->o[0] = count + 1;
    ++count;
  }
  if (count == 0) return false;
  for (uint32_t i = 0; i < RECORDS; ++i) {
    bp_receipt *receipt;
    if (subject->get_receipt(pool, &receipt) == BP_OK) receipt->lanes = BP_LANES;
  }
  subject->reset_receipts(pool);
  while (count != 0) {
    if (subject->return_soa(pool, lent[--count]) != BP_OK) return false;
  }
  return true;
}

/* ---- binding 2 ---- */

typedef int (*get_function)(pp_pool *, void **);
typedef int (*get_sized_function)(pp_pool *, size_t, void **);
typedef int (*return_function)(pp_pool *, void *);
typedef int (*create_function)(const pp_config *, pp_pool **);
typedef void (*destroy_function)(pp_pool *);

static bool create_blocks(struct loop *loop) {
  const struct terms *terms = &loop->terms;
  const create_function create = (create_function)loop->subject.entries.create;
  if (create == NULL) return true;
  pp_config config = {.struct_bytes = sizeof config,
                      .block_count = terms->block_count,
                      .block_size = terms->block_bytes,
                      .block_align = terms->block_align};
  if (terms->storage_is_given != 0) {
    const uint64_t align = terms->storage_align < sizeof(void *) ? sizeof(void *) : terms->storage_align;
    config.storage_bytes = terms->storage_fixed + terms->block_count * terms->storage_per_block;
    config.storage = aligned_alloc(align, (config.storage_bytes + align - 1) / align * align);
  }
  pp_pool *pool = NULL;
  const int status = create(&config, &pool);
  loop->pool = pool;
  return status == 0;
}

static void *get_block(const struct loop *loop) {
  void *block = NULL;
  const uintptr_t get = loop->subject.entries.get;
  const int status = loop->terms.has_size != 0 ? ((get_sized_function)get)((pp_pool *)loop->pool, loop->terms.largest, &block)
                                               : ((get_function)get)((pp_pool *)loop->pool, &block);
  return status == 0 ? block : NULL;
}

/* Never more than the pool has: to ask for one more may be promised nothing. */
static uint32_t at_most(uint32_t wanted, uint32_t count) { return wanted < count ? wanted : count; }

static bool run_round_of_blocks(const struct loop *loop) {
  const struct entries *entries = &loop->subject.entries;
  void *lent[NESTED];
  const uint32_t count = at_most(NESTED, loop->terms.block_count);
  for (uint32_t i = 0; i < count; ++i) {
    lent[i] = get_block(loop);
    if (lent[i] == NULL) return false;
    memset(lent[i], (int)i, at_most(sizeof(uint64_t), loop->terms.block_bytes));
  }
  for (uint32_t i = 0; entries->take != 0 && i < at_most(RECORDS, loop->terms.record_count); ++i) {
    void *record = NULL;
    if (((get_function)entries->take)(loop->pool, &record) == 0) memset(record, (int)i, 1);
  }
  if (entries->reset != 0) ((destroy_function)entries->reset)(loop->pool);
  for (uint32_t i = count; i-- > 0;) {
    if (((return_function)entries->give_back)(loop->pool, lent[i]) != 0) return false;
  }
  return true;
}

/* ---- rounds and marks ---- */

static bool run_rounds(const struct loop *loop, const char *rounds) {
  for (long left = strtol(rounds, NULL, 10); left > 0; --left) {
    if (!loop->run_round(loop)) return false;
  }
  return true;
}

/* The process id of the child, which has ended; -1 when there was none. */
static pid_t mark(void) {
  pid_t child = fork();
  if (child == 0) _exit(0);
  return child > 0 ? waitpid(child, NULL, 0) : -1;
}

static bool load(struct loop *loop, int argument_count, char **arguments) {
  char text[TEXT_BYTES];
  loop->terms.binding = 1;
  if (argument_count == 5 && !terms_from_digits(arguments[4], &loop->terms)) return false;
  const bool is_first = loop->terms.binding == 1;
  loop->create = is_first ? create_buffers : create_blocks;
  loop->run_round = is_first ? run_round_of_buffers : run_round_of_blocks;
  return subject_load(&loop->subject, &loop->terms, arguments[1], text, sizeof text);
}

int main(int argument_count, char **arguments) {
  static struct loop loop;
  pid_t marks[2];
  if (argument_count < 4 || argument_count > 5 || !load(&loop, argument_count, arguments)) return 2;
  if (!loop.create(&loop)) return 1;
  for (int i = 0; i < 2; ++i) {
    if (!run_rounds(&loop, arguments[2 + i])) return 1;
    marks[i] = mark();
    if (marks[i] < 0) return 3;
  }
  if (loop.subject.entries.destroy != 0) ((destroy_function)loop.subject.entries.destroy)(loop.pool);
  printf("\nmarks %ld %ld\n", (long)marks[0], (long)marks[1]);
  return 0;
}
