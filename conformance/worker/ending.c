#define _GNU_SOURCE
#include "ending.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ending_watch.h"
#include "platform/platform.h"
#include "reserve.h"

enum { STEPS_AT_MOST = 256, STACK_BYTES = 8 << 20, KILLED_WITHIN_MILLISECONDS = 1000 };

/* What worker, witness and step share. */
struct area {
  uint32_t is_over; /* the witness has nothing more to say */
  uint32_t process; /* of the step */
  uint32_t is_known;
  int32_t status;
  uint32_t is_inspected;
  struct observation observation;
};

static struct shared *shared;
static struct area *area;
static char *stack;
static bool is_apart;
static uint32_t steps;
static bool has_hung, hung_in_session, has_parted;
static sigset_t mask;

void ending_init(struct shared *with) {
  shared = with;
  stack = reserve(STACK_BYTES);
  area = mapping_share(-1, sizeof *area);
  if (area == NULL) reserve_fails(sizeof *area);
}

void ending_forget(void) {
  steps = 0;
  hung_in_session = false;
}

bool ending_is_apart(void) { return is_apart; }

bool ending_has_parted(void) { return has_parted; }

static _Noreturn void end_of_machine(void) {
  fprintf(stderr, "it can't start a process: %s (raise the limit: ulimit -u)\n", strerror(errno));
  _exit(EXIT_MACHINE);
}

/* ---- the step's process ---- */

/* What it says is no noise for the user. */
static void discard_words(void) {
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  close(nowhere);
}

/* Who calls exit has come to the end. What destructors free or write there nobody lives to see, and threads that they wait for
 * are not here. */
static void on_exit_of_step(int status, void *with) {
  const struct step *step = with;
  if (!is_apart || (uint32_t)getpid() != area->process) return;
  step->inspect(step->context, &area->observation);
  area->is_inspected = 1;
  _exit(status);
}

static int run_step(void *with) {
  const struct step *step = with;
  process_end_with_parent(SIGKILL);
  area->process = (uint32_t)getpid();
  discard_words();
  on_exit(on_exit_of_step, with);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  step->run(step->context, &area->observation);
  _exit(0);
}

/* ---- the witness ---- */

/* It goes on when the step has ended, in the memory that it shares with it: with CLONE_VFORK the kernel sees to it. Whatever
 * ends the step reaches it alone. The step's end raises no signal, which the subject may handle, or ignore. */
static _Noreturn void witness(const struct step *step) {
  is_apart = true;
  process_end_with_parent(SIGKILL);
  /* No core is written, nor handed to a program: and, in older kernels, no other process with the same memory is ended then. */
  process_leave_no_core();
  setpgid(0, 0);
  int status = 0;
  pid_t process = process_run_inside(run_step, stack + STACK_BYTES, (void *)(uintptr_t)step);
  if (process > 0 && waitpid(process, &status, __WALL) == process) {
    area->status = status;
    area->is_known = 1;
    bool came_back = shared->phase != PHASE_SUBJECT;
    if (!came_back && area->is_inspected == 0) step->inspect(step->context, &area->observation);
  }
  __atomic_store_n(&area->is_over, 1, __ATOMIC_RELEASE);
  process_wake(&area->is_over);
  process_exit(0);
}

/* ---- the worker ---- */

/* True: it had to be ended. */
static bool wait_for(pid_t witness) {
  bool hangs = false;
  struct ending_watch watch = ending_watch_begin(has_hung || shared->is_suspect != 0);
  while (__atomic_load_n(&area->is_over, __ATOMIC_ACQUIRE) == 0) {
    process_wait_while(&area->is_over, 0, ENDING_WATCH_NANOSECONDS);
    if (waitpid(witness, NULL, WNOHANG) != 0) return hangs; /* ended, and perhaps without a word */
    uint32_t process = area->process != 0 ? area->process : (uint32_t)witness;
    if (hangs && ending_watch_is_over(&watch, KILLED_WITHIN_MILLISECONDS)) process_kill((uint32_t)witness);
    if (hangs || !ending_watch_hangs(&watch, process)) continue;
    hangs = true;
    process_kill(process);
    watch = ending_watch_begin(false);
  }
  while (waitpid(witness, NULL, 0) < 0 && errno == EINTR) continue;
  return hangs;
}

/* A process with a lower number than the worker's was started when the numbers began anew. The fence takes it for an older one,
 * and what it sends to itself, for a signal to that: see fence.c. */
static int signal_of(int status) {
  int number = WTERMSIG(status);
  return number == SIGSYS && area->process < (uint32_t)getpid() ? SIGABRT : number;
}

static void note_ending(bool hangs, bool came_back, struct observation *observation) {
  const int status = area->is_known != 0 ? area->status : SIGKILL; /* who ended the witness ended its group */
  const bool was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  *observation = area->observation;
  observation->state = STATE_DONE;
  if (came_back && area->observation.state == STATE_INAPPLICABLE) {
    observation->state = STATE_INAPPLICABLE;
  } else if (came_back) {
    observation->ending = ENDING_CAME_BACK;
  } else if (hangs && was_killed) {
    observation->ending = ENDING_HANG;
  } else if (WIFSIGNALED(status)) {
    observation->ending = ENDING_SIGNAL;
    observation->ending_number = (uint32_t)signal_of(status);
  } else {
    observation->ending = WEXITSTATUS(status) == 0 ? ENDING_ZERO : ENDING_STATUS;
    observation->ending_number = (uint32_t)WEXITSTATUS(status);
  }
}

bool ending_of(const struct step *step, struct observation *observation) {
  if (steps == STEPS_AT_MOST || hung_in_session) return false;
  ++steps;
  sigset_t all;
  sigfillset(&all);
  memset(area, 0, sizeof *area);
  area->observation = *observation;
  shared->phase = PHASE_HOLDER;
  shared->is_waiting = 1; /* for as long as this, the harness leaves it to the limits here */
  sigprocmask(SIG_SETMASK, &all, &mask);
  has_parted = true;
  pid_t process = fork();
  if (process == 0) witness(step);
  if (process < 0) end_of_machine();
  bool hangs = wait_for(process);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  shared->is_waiting = 0;
  if (area->process == 0) end_of_machine();
  bool came_back = shared->phase != PHASE_SUBJECT;
  shared->phase = PHASE_HOLDER;
  has_hung |= hangs;
  hung_in_session = hangs;
  note_ending(hangs, came_back, observation);
  return true;
}
