/* Guided fuzzing: what libFuzzer draws becomes operations, which the native lane runs and judges by its model.
 *
 *   bytes -> operations -> lane_run_operation -> the first wrong answer aborts, and libFuzzer keeps the bytes
 *
 * Linked with the pool's own source, so that libFuzzer sees which branches the bytes reach, and the sanitizers what it does
 * wrong. POOLPROOF_OPERATIONS names a file for the operations, each written before it runs: so are the bytes of a find read.
 * POOLPROOF_REPLAY names a file of operations to run instead, once. POOLPROOF_REACHED names a file for the counts, shared by
 * all processes. POOLPROOF_WITHOUT_MISUSE: nothing is returned that is not lent. The terms of the contract are compiled in. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "allocations.h"
#include "foreign.h"
#include "grounds.h"
#include "growth.h"
#include "guarded.h"
#include "guided_subject.h"
#include "lane_asked.h"
#include "probes.h"
#include "quarantine.h"
#include "reserve.h"
#include "zones.h"

enum { BYTES_AN_OPERATION = 4, WIDE = 128 /* and above */, LOOK_EVERY = 32, DEFAULT_OF_256 = 16, MADE_AT_MOST = 4 };

struct counts {
  uint64_t operations;
  uint64_t inputs;
  uint64_t reached[OCCUPANCIES][KINDS][OUTCOMES];
};

/* The lane watches nothing here: the sanitizers have taken the place of what it would call. */
void allocations_begin(void) {}
struct allocation_counts allocations_end(void) { return (struct allocation_counts){0}; }
void growth_begin(struct shared *unused, uint32_t count) { (void)unused, (void)count; }
void growth_note(struct shared *unused, uint32_t place) { (void)unused, (void)place; }
void growth_end(void) {}
void quarantine_open(void) {}
void quarantine_close(void) {}
bool quarantine_covers(uint64_t address) { return address == 0; }
struct stale_write quarantine_inspect(void) { return (struct stale_write){0}; }
struct stale_write quarantine_empty(void) { return (struct stale_write){0}; }
void zones_operation(uint32_t kind) { (void)kind; }
struct breach zones_inspect(void) { return (struct breach){0}; }
void guarded_set(enum placement placement) { (void)placement; }
void probes_begin(uint32_t wanted) { (void)wanted; }
void probes_step(void) {}
void probes_end(struct probe_counts *counts) { (void)counts; }
void system_calls_begin(void) {}
bool system_calls_end(void) { return false; }
uint64_t time_stamp_now(void) { return 0; }
bool steps_are_by_flag(void) { return true; }
void steps_on(void) {}
void steps_off(void) {}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct subject subject;
static struct configuration accepted[1 + MADE_AT_MOST];
static uint32_t accepted_count;
static struct shared *shared;
static struct lane *lane;
static struct counts *counts;
static int operations_file = -1;

/* Of blockpool.h the contract says how many records there are, and what becomes of a count; a pool that never ends is made as
 * it is by default. */
static void learn_counts(void) {
  static const uint64_t made[MADE_AT_MOST] = {2, 1, 4, 3};
  const struct terms *terms = &shared->terms;
  accepted[accepted_count++] = (struct configuration){terms->block_count, terms->record_count, 1, 0};
  for (size_t i = 0; i < MADE_AT_MOST && terms->destroy != DESTROY_NONE; ++i) {
    const struct operation create = {.kind = OPERATION_CREATE, .value = made[i]}, destroy = {.kind = OPERATION_DESTROY};
    if (made[i] == terms->block_count || !is_promised(terms, &create) || !lane_run_operation(lane, &create)) continue;
    if (!lane->pools[0].is_alive) continue;
    lane_run_operation(lane, &destroy);
    accepted[accepted_count++] = (struct configuration){(uint32_t)made[i], terms->record_count, 0, 0};
  }
}

static void learn_capacities(void) {
  static const struct configuration wanted[1 + MADE_AT_MOST] = {
      {0, 0, 1, 0}, {2, 3, 0, 0}, {1, 1, 0, 0}, {4, 8, 0, 0}, {3, 2, 0, 0}};
  for (size_t i = 0; i < 1 + MADE_AT_MOST; ++i) {
    const uint8_t flags = wanted[i].is_default != 0 ? FLAG_DEFAULT_CONFIG : 0;
    const uint64_t value = wanted[i].block_count | (uint64_t)wanted[i].record_count << 32;
    const struct operation create = {.kind = OPERATION_CREATE, .flags = flags, .value = value};
    struct configuration found = wanted[i];
    if (is_promised(&shared->terms, &create) && guided_serves(&found)) accepted[accepted_count++] = found;
  }
}

static void begin(unsigned char *stack) {
  shared = reserve(sizeof *shared);
  shared->terms = guided_terms();
  guided_find(&subject, &shared->terms);
  grounds_init(&shared->terms, stack);
  lane = lane_new(&subject, shared);
  counts = reserve(sizeof *counts);
  const char *reached = getenv("POOLPROOF_REACHED"), *operations = getenv("POOLPROOF_OPERATIONS");
  int file = reached != NULL ? open(reached, O_RDWR | O_CLOEXEC) : -1;
  if (file >= 0) {
    void *mapped = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) counts = mapped;
  }
  if (operations != NULL) operations_file = open(operations, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  shared->without_misuse = getenv("POOLPROOF_WITHOUT_MISUSE") != NULL;
  if (shared->terms.binding == 1) {
    learn_capacities();
  } else {
    learn_counts();
  }
}

struct reader {
  const uint8_t *at;
  size_t left;
};

static uint64_t wide(struct reader *reader) {
  uint64_t word = 0;
  size_t bytes = reader->left < sizeof word ? reader->left : sizeof word;
  memcpy(&word, reader->at, bytes);
  reader->at += bytes;
  reader->left -= bytes;
  return word;
}

/* Of blockpool.h, a number that is drawn whole is one of bytes, which may be served. */
static void decode_large_size(struct reader *reader, struct operation *operation) {
  const uint8_t value = (uint8_t)operation->value;
  const bool is_wide = value >= WIDE, is_exact = is_wide && shared->terms.binding != 1;
  const uint64_t size = is_wide ? wide(reader) : (UINT64_C(1) << (3 + value % 61)) + value / 61;
  operation->kind = OPERATION_GET;
  operation->value = is_exact || size > PROPER_SIZES ? size : PROPER_SIZES + 1;
  if (is_exact) operation->flags |= FLAG_EXACT;
}

static void decode_misuse(struct reader *reader, struct operation *operation) {
  _Static_assert(TARGET_LENT == 0, "every other target is a misuse");
  operation->kind = OPERATION_RETURN;
  operation->target = (uint8_t)(1 + operation->value % (TARGETS - 1));
  operation->value = 0;
  if (operation->target == TARGET_FOREIGN) foreign_draw(operation, wide(reader), shared->terms.block_bytes);
}

/* A pool that is destroyed is made anew by the next operation on it. */
static void decode_rare(struct operation *operation) {
  static const uint8_t kinds[] = {OPERATION_COUNTERS, OPERATION_COUNTERS, OPERATION_DESTROY_NULL, OPERATION_DESTROY};
  operation->kind = kinds[operation->value % sizeof kinds];
  operation->value = 0;
}

static void decode_write(struct reader *reader, struct operation *operation, enum operation_kind kind) {
  operation->kind = (uint8_t)kind;
  operation->target = (uint8_t)(operation->extra % PATTERNS);
  if (operation->value >= WIDE) operation->value = wide(reader);
}

/* Four bytes, and eight more where the third says so. */
static struct operation decode(struct reader *reader) {
  uint8_t head = reader->at[0];
  struct operation operation = {.index = reader->at[1], .value = reader->at[2], .extra = reader->at[3]};
  reader->at += BYTES_AN_OPERATION;
  reader->left -= BYTES_AN_OPERATION;
  static const uint8_t pools[] = {0, 0, 1, 2};
  operation.pool = shared->terms.is_single != 0 ? 0 : pools[head >> 4 & 3];
  operation.flags = (head >> 6) == 3 ? FLAG_OBSERVE_USAGE : 0;
  switch (head & 15) {
    case 0:
    case 1:
    case 2:
    case 3:
      operation.kind = OPERATION_GET;
      operation.value %= PROPER_SIZES + 1;
      break;
    case 4:
    case 5:
    case 6:
      operation.kind = OPERATION_RETURN;
      operation.value = 0;
      break;
    case 7:
      decode_large_size(reader, &operation);
      break;
    case 8:
      operation.kind = OPERATION_RETURN;
      operation.target = operation.value % 2 == 0 ? TARGET_RETURNED : TARGET_REVOKED;
      operation.value = 0;
      break;
    case 9:
      decode_misuse(reader, &operation);
      break;
    case 10:
      operation.kind = OPERATION_TAKE;
      break;
    case 11:
      operation.kind = OPERATION_RESET;
      break;
    case 12:
      operation.kind = OPERATION_CLEAR;
      break;
    case 13:
      decode_rare(&operation);
      break;
    case 14:
      decode_write(reader, &operation, OPERATION_WRITE);
      break;
    default:
      decode_write(reader, &operation, OPERATION_WRITE_RECORD);
      break;
  }
  if (operation.kind == OPERATION_RETURN && shared->without_misuse != 0) operation.target = TARGET_LENT;
  return operation;
}

/* What is passed over is not recorded either. */
static bool is_passed_over(const struct operation *operation) {
  const struct lane_pool *pool = &lane->pools[operation->pool];
  if (lane_is_usual(&lane->terms)) return false;
  if (!is_ever_asked(&lane->terms, operation)) return true;
  return operation->kind == OPERATION_GET && pool->is_alive && !is_asked(&lane->terms, lane, pool, operation);
}

static void run(const struct operation *operation) {
  if (is_passed_over(operation)) return;
  if (operations_file >= 0 && write(operations_file, operation, sizeof *operation) < 0) _exit(EXIT_CHANNEL);
  ++counts->operations;
  if (!lane_run_operation(lane, operation)) abort();
  if (counts->operations % LOOK_EVERY == 0 && !lane_is_undisturbed(lane)) abort();
}

static void create(uint32_t pool, const struct configuration *configuration) {
  struct operation operation = {.kind = OPERATION_CREATE,
                                .pool = (uint16_t)pool,
                                .flags = configuration->is_default != 0 ? FLAG_DEFAULT_CONFIG : 0,
                                .value = configuration->block_count | (uint64_t)configuration->record_count << 32};
  run(&operation);
}

/* Run the operations of a file, and end the process well if all of them are answered rightly. */
static void replay(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  struct operation operation;
  while (file >= 0 && read(file, &operation, sizeof operation) == (ssize_t)sizeof operation) {
    if (operation.pool >= LANE_POOLS || operation.kind >= KINDS) continue;
    run(&operation);
    if (!lane_is_undisturbed(lane)) abort();
  }
  _exit(0);
}

/* Written to beside what was given to a pool, or to what was given to one that ended. */
static bool storage_was_harmed(void) {
  return storage_inspect(true).kind != BREACH_NONE || storage_stale(true).block_bytes != 0;
}

static void note_reached(void) {
  const uint64_t *from = &shared->reached[0][0][0];
  uint64_t *to = &counts->reached[0][0][0];
  for (size_t i = 0; i < OCCUPANCIES * KINDS * OUTCOMES; ++i) to[i] += from[i];
  memset(shared->reached, 0, sizeof shared->reached);
  ++counts->inputs;
}

/* The first, which is the default, seldom: to make its pool takes as long as hundreds of operations. */
static const struct configuration *choose(uint8_t byte) {
  return &accepted[byte < DEFAULT_OF_256 || accepted_count == 1 ? 0 : 1 + byte % (accepted_count - 1)];
}

static void run_input(const uint8_t *data, size_t size) {
  const struct configuration *configuration = choose(data[0]);
  struct reader reader = {data + 1, size - 1};
  create(0, configuration);
  while (reader.left >= BYTES_AN_OPERATION) {
    struct operation operation = decode(&reader);
    if (!lane->pools[operation.pool].is_alive) create(operation.pool, configuration);
    run(&operation);
  }
  if (!lane_is_undisturbed(lane)) abort();
  for (uint32_t pool = 0; pool < LANE_POOLS; ++pool) {
    struct operation operation = {.kind = OPERATION_DESTROY, .pool = (uint16_t)pool};
    if (lane->pools[pool].is_alive) run(&operation);
  }
  if (storage_was_harmed()) abort();
  note_reached();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static unsigned char *stack;
  unsigned char ground[STACK_GROUND_BYTES];
  if (stack == NULL) begin(stack = ground);
  const char *operations = getenv("POOLPROOF_REPLAY");
  if (operations != NULL) replay(operations);
  if (size < 1 || accepted_count == 0) return 0;
  if (shared->terms.destroy != DESTROY_NONE || operations_file >= 0) {
    run_input(data, size);
  } else if (!guided_run_apart(run_input, data, size)) {
    abort();
  }
  return 0;
}
