/* The tracer's own side: from each stop of the worker to the next.
 *
 *   running   (PTRACE_SYSCALL)     stops before and behind each system call: it is caught if the worker wants that
 *   stepping  (PTRACE_SINGLESTEP)  stops at each instruction: it is counted, from where the worker's own code is reached again
 *                                  behind the mark, to where that does not want steps any more */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "instruction.h"
#include "traced.h"

/* As <linux/ptrace.h> has it, which the C library's own header does not suffer beside it. */
enum { GET_SYSCALL_INFO = 0x420E, TOLD_ENTRY = 1, SYSTEM_CALL_STOP = SIGTRAP | 0x80 };
struct told {
  uint8_t what;
  uint8_t unused[3];
  uint32_t architecture;
  uint64_t instruction;
  uint64_t stack;
  uint64_t number;
  uint64_t more[8];
};

enum { CODE_BYTES = 24, WORD_BYTES = sizeof(uint64_t), STEPS_AT_MOST = 1 << 17 };

static pid_t tracee;
static uint64_t shared_at;
static struct step_count counting;
static bool is_stepping, is_counting, is_to_be_told;
static uint32_t steps;
/* A handler runs, which is not counted, until it comes back to where the signal came: to the instruction that was next, or to
 * the system call before it, to make it now. */
static bool is_handling;
static uint64_t came_at, came_behind, came_stack;

static long ask(long request, uint64_t address, const void *data) {
  return syscall(SYS_ptrace, request, (long)tracee, (long)address, data);
}

static uint64_t peek(uint64_t address) {
  uint64_t word = 0;
  return ask(PTRACE_PEEKDATA, address, &word) == 0 ? word : 0;
}

static void poke(uint64_t address, uint64_t word) {
  ask(PTRACE_POKEDATA, address, (const void *)(uintptr_t)word); /* the word itself, in place of an address */
}

static uint64_t field(size_t offset) { return shared_at + offset; }

static uint64_t wants(void) { return peek(field(offsetof(struct traced, wants))); }
static void set_wants(uint64_t word) { poke(field(offsetof(struct traced, wants)), word); }

static void take_counting(void) {
  unsigned char *bytes = (unsigned char *)&counting;
  for (size_t at = 0; at < sizeof counting; at += WORD_BYTES) {
    const uint64_t word = peek(field(offsetof(struct traced, counting) + at));
    memcpy(bytes + at, &word, WORD_BYTES);
  }
}

static void give_counting(void) {
  const unsigned char *bytes = (const unsigned char *)&counting;
  for (size_t at = 0; at < sizeof counting; at += WORD_BYTES) {
    uint64_t word;
    memcpy(&word, bytes + at, WORD_BYTES);
    poke(field(offsetof(struct traced, counting) + at), word);
  }
}

static struct told look(void) {
  struct told told = {0};
  ask(GET_SYSCALL_INFO, sizeof told, &told);
  return told;
}

static void end_steps(void) {
  if (is_stepping) give_counting();
  is_stepping = is_counting = false;
}

/* Step by step it would go round for ever: no count is better than a wrong one. */
static void give_up(void) {
  counting.steps = (struct steps){0};
  end_steps();
}

static void begin_handling(void) {
  is_handling = true;
  const struct told told = look();
  came_at = told.instruction;
  came_behind = counting.last;
  came_stack = told.stack; /* the handler may come by the same instruction, deeper */
}

static void begin_steps(void) {
  take_counting();
  if (counting.steps.instructions == 0) is_handling = false; /* that was in an earlier operation */
  counting.last = 0;
  steps = 0;
  is_stepping = true;
  is_counting = false;
}

/* What stands at an address, as far as it can be read; words that can't be are zeros. */
static void read_code(uint64_t address, unsigned char *code) {
  const uint64_t from = address & ~(uint64_t)(WORD_BYTES - 1);
  unsigned char words[CODE_BYTES];
  for (size_t at = 0; at < sizeof words; at += WORD_BYTES) {
    const uint64_t word = peek(from + at);
    memcpy(words + at, &word, WORD_BYTES);
  }
  memset(code, 0, CODE_BYTES);
  memcpy(code, words + (address - from), CODE_BYTES - (address - from));
}

/* How to go on behind a step. System calls are made by themselves, the worker's own, too: so each has its own stops. */
static long behind_step(void) {
  unsigned char code[CODE_BYTES];
  const struct told told = look();
  const uint64_t here = told.instruction;
  read_code(here, code);
  const bool is_ours = counting_is_ours(&counting, here);
  if (is_ours) is_counting = true;
  if (is_handling) {
    is_handling = told.stack != came_stack || (here != came_at && here != came_behind);
    counting.last = here;
  } else if ((instruction_traits(code) & INSTRUCTION_CLAIMS) != 0) {
    give_up();
  } else if (is_counting && counting_note(&counting, here, code) == NOTED_ENOUGH) {
    end_steps();
  }
  if (is_ours && (wants() & TRACED_STEPS) == 0) end_steps();
  if (++steps > STEPS_AT_MOST) end_steps();
  if (!is_stepping || (instruction_traits(code) & INSTRUCTION_CALLS_SYSTEM) != 0) return PTRACE_SYSCALL;
  return PTRACE_SINGLESTEP;
}

/* Caught: the first, before it is made. The worker is told by a signal as soon as it is, so that it can walk its own frames. */
static long at_system_call(void) {
  const struct told told = look();
  const uint64_t wanted = wants();
  if (told.what == TOLD_ENTRY) {
    if ((wanted & TRACED_MARKS) != 0 || (wanted & TRACED_CATCHES) == 0) return PTRACE_SYSCALL;
    if (told.number == SYS_rt_sigreturn) return PTRACE_SYSCALL; /* by which a handler returns: a tick's, or a step's */
    set_wants(wanted & ~(uint64_t)TRACED_CATCHES);
    poke(field(offsetof(struct traced, number)), told.number);
    poke(field(offsetof(struct traced, is_caught)), 1);
    is_to_be_told = true;
    return PTRACE_SYSCALL;
  }
  if (is_to_be_told) syscall(SYS_tgkill, tracee, tracee, SIGSYS);
  is_to_be_told = false;
  if ((wanted & TRACED_MARKS) != 0) {
    set_wants(wanted & ~(uint64_t)TRACED_MARKS);
    if ((wanted & TRACED_STEPS) != 0) begin_steps();
  }
  return is_stepping ? behind_step() : PTRACE_SYSCALL;
}

/* Whether the trap is a step's, and none that the worker or the subject made. */
static bool is_step(void) {
  siginfo_t information = {0};
  ask(PTRACE_GETSIGINFO, 0, &information);
  return information.si_code == TRAP_TRACE || information.si_code == TRAP_HWBKPT || information.si_code == SIGTRAP;
}

static void go_on_from(int status) {
  const int signal_number = WSTOPSIG(status);
  long request = is_stepping ? PTRACE_SINGLESTEP : PTRACE_SYSCALL;
  long passed_on = 0;
  if (signal_number == SYSTEM_CALL_STOP) {
    request = at_system_call();
  } else if (status >> 16 == PTRACE_EVENT_STOP) {
    if (signal_number != SIGTRAP) request = PTRACE_LISTEN; /* the whole process is stopped: it stays so */
  } else if (signal_number == SIGTRAP && is_stepping && is_step()) {
    request = behind_step();
  } else if (signal_number != SIGPROF ||
             !is_stepping) { /* a tick has nothing to do where steps are made, and they bound themselves */
    passed_on = signal_number;
    if (is_stepping) begin_handling();
  }
  ask(request, 0, (const void *)passed_on);
}

static int begin(void) {
  int status;
  if (ask(PTRACE_SEIZE, 0, (const void *)(long)PTRACE_O_TRACESYSGOOD) != 0) return errno;
  if (ask(PTRACE_INTERRUPT, 0, NULL) != 0) return errno;
  if (waitpid(tracee, &status, __WALL) != tracee || !WIFSTOPPED(status)) return ECHILD;
  if (ask(PTRACE_SYSCALL, 0, NULL) != 0) return errno;
  return 0;
}

int trace(long process, uint64_t address, void (*tell)(int error)) {
  tracee = (pid_t)process;
  shared_at = address;
  const int error = begin();
  tell(error);
  if (error != 0) return error;
  for (;;) {
    int status;
    const pid_t seen = waitpid(tracee, &status, __WALL);
    if (seen < 0 && errno == EINTR) continue;
    if (seen != tracee || !WIFSTOPPED(status)) return 0;
    go_on_from(status);
  }
}
