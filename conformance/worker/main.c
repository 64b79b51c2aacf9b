/* The worker: loads one subject and runs operations on it, in a process of its own.
 *
 *   poolproof-worker LIBRARY SHARED_FD COMMAND_FD ANSWER_FD ALLOWANCE_BYTES
 *   poolproof-worker --keep PROGRAM ARGUMENT...    another program, under a keeper: see keep.h
 *
 * Whatever the subject does to this process, the harness learns from the shared mapping how far it came and in which phase.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "allocations.h"
#include "bounds.h"
#include "caller.h"
#include "ending.h"
#include "explore.h"
#include "footprint.h"
#include "foreign.h"
#include "grounds.h"
#include "keep.h"
#include "known_answers.h"
#include "lane.h"
#include "library.h"
#include "limits.h"
#include "platform/platform.h"
#include "probes.h"
#include "protocol.h"
#include "protocol_layout.h"
#include "regions.h"
#include "reserve.h"
#include "session.h"
#include "session_again.h"
#include "shortage.h"
#include "site.h"
#include "surroundings.h"
#include "thread_storage.h"
#include "variables.h"

/* An operation that used this much processor time hangs; processor time, so that a busy machine does not look like one. */
enum { HANG_TICK_MICROSECONDS = 100000, HANG_TICKS = 5, HANG_TICKS_CREATE = 50, SIGNAL_STACK_BYTES = 65536 };

static struct shared *shared;
static uint64_t token;
static volatile uint64_t watched_operation;
static volatile int watched_ticks;

static void on_tick(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  (void)information;
  (void)context;
  if (shared->phase == PHASE_READY || probes_stepping()) return; /* stepping is slow, and bounded by itself */
  const bool runs = shared->command == COMMAND_RUN && shared->begun != 0;
  const struct operation *at_hand = &shared->operations[(shared->begun - 1) % BATCH_CAPACITY];
  const uint64_t at_work = shared->begun | (uint64_t)shared->done_again << 32;
  if (at_work != watched_operation) {
    watched_operation = at_work;
    watched_ticks = 0;
    return;
  }
  bool creates = runs && at_hand->kind == OPERATION_CREATE;
  if (++watched_ticks >= (creates || shared->phase == PHASE_LOADING ? HANG_TICKS_CREATE : HANG_TICKS)) {
    probes_suspend();
    _exit(EXIT_HANG);
  }
}

/* Note whether it touched what came with an earlier call, and is gone (ISO-5). True: it went beyond what came with this one. */
static bool explain_fault(uintptr_t address, const char *did) {
  struct variable_change change = variables_at_fault(address);
  if (change.kind == VARIABLE_NONE) return variables_explain_fault(address, did);
  if (shared->command != COMMAND_RUN || shared->begun == 0) return false;
  struct observation *observation = &shared->observations[(shared->begun - 1) % BATCH_CAPACITY];
  observation->variable = change.kind;
  observation->variable_place = change.place;
  observation->variable_number = change.number;
  observation->variable_is_gone = 1;
  return false;
}

/* On a stack of its own: a subject that overran its stack has none left for a handler. */
static void on_fault(int signal_number, siginfo_t *information, void *context) {
  probes_suspend();
  if (ending_is_apart()) { /* where any signal will do */
    signals_default(signal_number);
    raise(signal_number);
    return;
  }
  if (layout_beyond_stack((uintptr_t)information->si_addr)) _exit(EXIT_STACK);
  const char *did = signals_access(context);
  if (bounds_explain_fault((uintptr_t)information->si_addr, did)) _exit(EXIT_BOUNDS);
  if (caller_explain_fault((uintptr_t)information->si_addr, did)) _exit(EXIT_BOUNDS);
  if (explain_fault((uintptr_t)information->si_addr, did)) _exit(EXIT_BOUNDS);
  signals_default(signal_number);
  raise(signal_number);
}

static void install_handlers(void) {
  stack_t stack = {.ss_sp = reserve(SIGNAL_STACK_BYTES), .ss_size = SIGNAL_STACK_BYTES};
  memset(stack.ss_sp, 0, SIGNAL_STACK_BYTES); /* a tick in the middle of an operation must touch no page first */
  sigaltstack(&stack, NULL);
  signals_install(SIGPROF, on_tick, SA_RESTART);
  signals_install(SIGSEGV, on_fault, 0);
  signals_install(SIGBUS, on_fault, 0);
  struct itimerval every = {{0, HANG_TICK_MICROSECONDS}, {0, HANG_TICK_MICROSECONDS}};
  setitimer(ITIMER_PROF, &every, NULL);
}

/* What is asked begins with bytes that nobody can guess, and is answered by the same ones: what else is found in the pipe was
 * written by the subject. */
static bool read_token(int descriptor) {
  ssize_t length;
  do {
    length = read(descriptor, &token, sizeof token);
  } while (length < 0 && errno == EINTR);
  if (length < 0) _exit(EXIT_CHANNEL);
  return length == sizeof token;
}

static void answer_token(int descriptor) {
  ssize_t length;
  do {
    length = write(descriptor, &token, sizeof token);
  } while (length < 0 && errno == EINTR);
  /* The descriptor was ours alone: if it is gone, the subject closed it. */
  if (length != sizeof token) _exit(EXIT_CHANNEL);
}

static void refuse(int answer, const char *text) {
  if (text != NULL) snprintf(shared->text, sizeof shared->text, "%s", text);
  shared->phase = PHASE_REFUSED;
  answer_token(answer);
  _exit(EXIT_REFUSED);
}

static void load(struct subject *subject, const char *path, int answer) {
  shared->phase = PHASE_LOADING;
  allocations_place_all(shared->command == COMMAND_EXPLORE); /* a pool may be made as its library is loaded */
  bool loaded = subject_load(subject, &shared->terms, path, shared->text, sizeof shared->text);
  allocations_place_all(false);
  if (!loaded) refuse(answer, NULL);
  shared->has_create = subject->entries.create != 0;
  if (subject->abi_version != NULL) shared->abi_version = subject->abi_version();
  if (subject->name != NULL) {
    const char *name = subject->name();
    snprintf(shared->name, sizeof shared->name, "%s", name != NULL ? name : "");
  }
}

static void run_batch(struct session *session) {
  if (shared->new_session != 0) session_forget(session);
  shared->done_again = 0;
  uint32_t count = shared->count < BATCH_CAPACITY ? shared->count : BATCH_CAPACITY;
  for (uint32_t i = 0; i < count; ++i) {
    /* A copy: the subject must not be able to change what it is asked while it answers. */
    struct operation operation = shared->operations[i];
    shared->begun = i + 1;
    if (operation.kind != AGAIN) {
      session_run(session, &operation, &shared->observations[i]);
    } else if (!session_run_again(session, shared, i)) {
      break;
    }
  }
  shared->phase = PHASE_READY;
}

static int run_other(char **arguments) {
  keep();
  execvp(arguments[2], &arguments[2]);
  perror(arguments[2]);
  return EXIT_MACHINE;
}

int main(int count, char **arguments) {
  if (count > 2 && strcmp(arguments[1], "--keep") == 0) return run_other(arguments);
  if (count != 6) {
    fputs("poolproof-worker is started by poolproof; to judge a library: poolproof verify LIBRARY\n", stderr);
    return 2;
  }
  int memory = atoi(arguments[2]), command = atoi(arguments[3]), answer = atoi(arguments[4]);
  keep();
  limits_check();
  if (!read_token(command)) return 2;
  shared = mapping_share(memory, sizeof *shared);
  if (shared == NULL) reserve_fails(sizeof *shared);
  close(memory);
  shared->version = PROTOCOL_VERSION;
  shared->process_id = (uint32_t)getpid();
  shared->operation_bytes = sizeof(struct operation);
  shared->observation_bytes = sizeof(struct observation);
  allocations_init();
  shared->counts_allocations = allocations_are_counted() ? COUNTING_ALL : COUNTING_NONE;
  shortage_init();
  static struct subject subject;
  struct session *session = session_new(&subject, shared);
  unsigned char stack_ground[STACK_GROUND_BYTES];
  grounds_init(&shared->terms, stack_ground);
  ending_init(shared);
  install_handlers();
  limits_set(strtoull(arguments[5], NULL, 10), footprint_virtual_pages() * page_bytes());
  statm_open();
  surroundings_keep_descriptors();
  foreign_init();
  load(&subject, arguments[1], answer);
  thread_storage_take();
  library_find((const void *)subject.entries.get);
  regions_init((const void *)subject.entries.get);
  site_init(shared->sites);
  system_calls_tell(site_note);
  shared->page_bytes = (uint32_t)page_bytes();
  shared->available_probes = probes_init(shared->functions);
  shared->traced_probes = probes_traced();
  shared->tracer_error = (uint32_t)tracer_error();
  if (shared->counts_allocations == COUNTING_ALL) shared->available_probes |= PROBE_ALLOCATIONS;
  if (own_counts_of_size()) shared->available_probes |= PROBE_ADDRESS_SPACE;
  surroundings_init();
  if (surroundings_are_seen()) shared->available_probes |= PROBE_SURROUNDINGS;
  shared->phase = PHASE_READY;
  answer_token(answer);
  while (read_token(command)) {
    if (shared->command == COMMAND_LANE) {
      lane_run(&subject, shared);
      shared->phase = PHASE_READY;
    } else if (shared->command == COMMAND_EXPLORE) {
      explore(&subject, shared);
      shared->phase = PHASE_READY;
    } else if (shared->command == COMMAND_WALK) {
      lane_draw(shared);
    } else if (shared->command == COMMAND_REPLAY) {
      lane_replay(&subject, shared);
      shared->phase = PHASE_READY;
    } else {
      run_batch(session);
    }
    answer_token(answer);
  }
  shared->phase = PHASE_UNLOADING;
  return 0;
}
