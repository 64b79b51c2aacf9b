#define _GNU_SOURCE
#include "contexts.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <unistd.h>

#include "../platform/platform.h"
#include "breaks.h"
#include "calls.h"
#include "extended.h"
#include "handlers.h"
#include "parked.h"
#include "points.h"
#include "state.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif

enum {
  TRAP_FLAG = 0x100,
  FLAGS_AT_FIRST = 0x202,
  HAS_FSGSBASE = 2,
  GUARD_BYTES = 1 << 20,
  SIGNAL_STACK_BYTES = 1 << 17,
  ROOM_ON_TOP = 256
};
/* Of an operation without end, so many of its last instructions say what it waits for. */
enum {
  UNSTEPPED_MICROSECONDS = 300000,
  HURRIED_MICROSECONDS = 2000,
  LOOP_LOOKED_AT = 200,
  TICK_MICROSECONDS = 20000,
  TICKS_AT_MOST = 15,
  TICKS_UNSTEPPED = 50
};

struct context contexts[CONTEXTS];
static struct context outer;
static volatile char selector; /* the kernel looks at it at every system call */
static volatile int running = -1;
static volatile uint32_t entered;
static volatile uint32_t points_left;
static volatile enum leg_end ended_by;
static volatile bool steps_through = true;
static uint64_t steps, leg_steps, limit = 20000;
static uint64_t watched, arrivals;
static bool has_trapped, must_begin_again;
static volatile uint64_t leg_number;

extern void __assert_fail(const char *, const char *, unsigned, const char *); /* ours: endings.c */
extern const char __executable_start[], etext[];

static bool is_ours(uint64_t address) {
  return address >= (uint64_t)(uintptr_t)__executable_start && address < (uint64_t)(uintptr_t)etext;
}

bool contexts_in_subject(void) { return running >= 0 && selector != 0; }
bool contexts_is_judged(void) { return contexts_in_subject() && steps_through; }
bool contexts_runs_freely(uint64_t address) {
  const uint64_t endings[] = {(uint64_t)(uintptr_t)abort, (uint64_t)(uintptr_t)__assert_fail, (uint64_t)(uintptr_t)exit,
                              (uint64_t)(uintptr_t)_exit, (uint64_t)(uintptr_t)_Exit,         (uint64_t)(uintptr_t)quick_exit};
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; ++i) {
    if (address == endings[i]) return false;
  }
  return is_ours(address);
}

uint64_t contexts_steps(void) { return steps; }
void contexts_limit(uint64_t instructions) { limit = instructions; }
int contexts_running(void) { return running; }

void contexts_watch(uint64_t address) {
  watched = address;
  arrivals = 0;
}
uint64_t contexts_arrivals(void) { return arrivals; }

static void set_thread_base(uint64_t base) { __asm__ volatile("wrfsbase %0" ::"r"(base) : "memory"); }

static void swap(ucontext_t *frame, struct context *from, const struct context *to) {
  memcpy(from->registers, frame->uc_mcontext.gregs, sizeof from->registers);
  from->registers[REG_TRAPNO] = from->registers[REG_ERR] = from->registers[REG_CR2] = from->registers[REG_OLDMASK] = 0;
  memcpy(from->extended, frame->uc_mcontext.fpregs, extended_bytes());
  extended_tidy(from->extended);
  from->selector = selector;
  memcpy(frame->uc_mcontext.gregs, to->registers, sizeof to->registers);
  memcpy(frame->uc_mcontext.fpregs, to->extended, extended_bytes());
  selector = to->selector;
  set_thread_base(to->thread_base);
}

void contexts_stop(void *frame, enum leg_end why) {
  ended_by = why;
  struct context *left = &contexts[running];
  greg_t *registers = ((ucontext_t *)frame)->uc_mcontext.gregs;
  registers[REG_RIP] = (greg_t)breaks_place((uint64_t)registers[REG_RIP]);
  if (breaks_are_set()) registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
  running = -1;
  swap(frame, left, &outer);
}

static void go_on(ucontext_t *frame);

/* What a called function leaves in these says nothing; like states are to be alike. */
static void forget_scratch(struct context *context) {
  static const int scratch[] = {REG_RAX, REG_RCX, REG_RDX, REG_RSI, REG_RDI, REG_R8, REG_R9, REG_R10, REG_R11};
  for (size_t i = 0; i < sizeof scratch / sizeof scratch[0]; ++i) context->registers[scratch[i]] = 0;
}

static void on_breakpoint(ucontext_t *frame) {
  if (running < 0) {
    running = (int)entered;
    swap(frame, &outer, &contexts[entered]);
    if (breaks_are_set() && selector != 0) go_on(frame);
  } else {
    struct context *left = &contexts[running];
    contexts_stop(frame, now.status[left - contexts] == THREAD_DONE ? LEG_DONE : LEG_BOUNDARY);
    forget_scratch(left);
  }
}

/* Whether it is stopped before the instruction that comes next. */
static bool stops_at(ucontext_t *frame) {
  greg_t *registers = frame->uc_mcontext.gregs;
  ++steps;
  const enum point point = points_at((uint32_t)running, registers);
  arrivals += (uint64_t)registers[REG_RIP] == watched;
  if (leg_steps + LOOP_LOOKED_AT > limit) points_open((uint32_t)running, registers);
  const bool is_too_long = ++leg_steps > limit;
  if (point == POINT_PASSED) leg_steps = 0;
  const bool is_enough = point == POINT_HERE && --points_left == 0;
  if (is_too_long || is_enough) contexts_stop(frame, is_too_long ? LEG_TOO_LONG : LEG_POINT);
  return is_too_long || is_enough;
}

/* Where it goes by breakpoints, it goes on as those say. */
static void go_on(ucontext_t *frame) {
  greg_t *registers = frame->uc_mcontext.gregs;
  const enum onward onward = breaks_go_on(registers);
  registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
  if (!steps_through || onward == ONWARD_FREE) return;
  if (onward == ONWARD_ARRIVES && stops_at(frame)) return;
  registers[REG_EFL] |= TRAP_FLAG;
}

static void on_break(ucontext_t *frame) {
  --frame->uc_mcontext.gregs[REG_RIP];
  const bool is_judged = running >= 0 && steps_through && selector != 0;
  if (!is_judged || !stops_at(frame)) go_on(frame);
}

/* A step where there are breakpoints, too: through the C library, or an instruction that repeats itself. */
static void on_step_among_breaks(ucontext_t *frame) {
  greg_t *registers = frame->uc_mcontext.gregs;
  registers[REG_RIP] = (greg_t)breaks_place((uint64_t)registers[REG_RIP]);
  if (!stops_at(frame)) go_on(frame);
}

/* A breakpoint and a step come as the same signal: the kernel itself sends the former. */
static void on_trap(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  ucontext_t *frame = context;
  greg_t *registers = frame->uc_mcontext.gregs;
  if (information->si_code == SI_KERNEL) {
    if (breaks_hold((uint64_t)registers[REG_RIP] - 1)) {
      on_break(frame);
    } else {
      on_breakpoint(frame);
    }
    return;
  }
  has_trapped = true;
  if (running < 0) {
    registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
    return;
  }
  if (is_ours((uint64_t)registers[REG_RIP])) return;
  if (breaks_are_set()) {
    on_step_among_breaks(frame);
  } else {
    stops_at(frame);
  }
}

static void on_system_call(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  registers[REG_RIP] = registers[REG_RCX] = (greg_t)breaks_place((uint64_t)registers[REG_RIP]);
  selector = 0; /* the handler's own go through */
  const enum leg_end end = running < 0 ? LEG_NONE : calls_answer((uint32_t)running, information->si_syscall, registers);
  selector = 1;
  if (end == LEG_POINT) arrivals += (uint64_t)registers[REG_RIP] == watched;
  if (end != LEG_NONE) {
    contexts_stop(context, end);
  } else if (breaks_are_set()) {
    go_on(context);
  }
}

static bool is_below_stack(uint64_t address) {
  const uint64_t lowest = (uint64_t)(uintptr_t)contexts[running].stack;
  return address < lowest && address >= lowest - GUARD_BYTES;
}

static void on_death(int signal_number, siginfo_t *information, void *context) {
  if (running < 0) {
    signals_default(signal_number);
    return;
  }
  if (is_below_stack((uint64_t)(uintptr_t)information->si_addr)) {
    give_up("it takes more stack than there is (%ld bytes)", STACK_BYTES);
    contexts_stop(context, LEG_WRONG);
    return;
  }
  violate(WRONG_DIED, (uint32_t)running, -1, signal_number);
  contexts_stop(context, LEG_WRONG);
}

/* One that goes round without touching anything meets no breakpoint. */
static void on_tick(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  (void)information;
  static uint64_t leg_of_last;
  static uint32_t ticks;
  ticks = running >= 0 && leg_of_last == leg_number ? ticks + 1 : 0;
  leg_of_last = leg_number;
  if (ticks < (steps_through ? TICKS_AT_MOST : TICKS_UNSTEPPED) || !breaks_are_set() || running < 0) return;
  ticks = 0;
  must_begin_again = steps_through && !breaks_are_at_stack();
  contexts_stop(context, LEG_TOO_LONG);
}

void contexts_tick(bool ticks) {
  const struct timeval each = {.tv_usec = ticks ? TICK_MICROSECONDS : 0};
  const struct itimerval timer = {each, each};
  setitimer(ITIMER_PROF, &timer, NULL);
}

bool contexts_must_begin_again(void) {
  const bool must = must_begin_again;
  must_begin_again = false;
  return must;
}

static void on_time(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  (void)information;
  if (running >= 0) contexts_stop(context, LEG_TOO_LONG);
}

static void learn(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  (void)information;
  const ucontext_t *frame = context;
  if (!extended_init(frame->uc_mcontext.fpregs, EXTENDED_BYTES)) return;
  memcpy(outer.registers, frame->uc_mcontext.gregs, sizeof outer.registers);
  memcpy(outer.extended, frame->uc_mcontext.fpregs, extended_bytes());
  extended_tidy(outer.extended);
}

static void breakpoint(void) { __asm__ volatile("int3" ::: "memory", "cc"); }
static void set_trap_flag(void) { __asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }
static void clear_trap_flag(void) { __asm__ volatile("pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }

static bool catch_system_calls(void) {
  size_t start, length;
  signals_exempt_range(&start, &length);
  signals_install(SIGSYS, on_system_call, SA_NODEFER);
  return prctl(PR_SET_SYSCALL_USER_DISPATCH, 1, start, length, &selector) == 0;
}

const char *contexts_init(uint32_t count) {
  if ((getauxval(AT_HWCAP2) & HAS_FSGSBASE) == 0) return "the kernel does not let programs switch thread-local storage";
  stack_t stack = {.ss_size = SIGNAL_STACK_BYTES};
  stack.ss_sp = mmap(NULL, SIGNAL_STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  sigaltstack(&stack, NULL);
  signals_install(SIGTRAP, learn, SA_NODEFER);
  breakpoint();
  if (extended_bytes() == 0 || extended_bytes() > EXTENDED_BYTES)
    return "the processor's registers take more room than there is";
  signals_install(SIGTRAP, on_trap, SA_NODEFER);
  set_trap_flag();
  __asm__ volatile("nop\n\tnop");
  clear_trap_flag();
  if (!has_trapped || lacks("trap-flag")) return "the processor, or its emulator, does not step by the trap flag";
  if (!catch_system_calls()) return "the kernel does not catch system calls (Syscall User Dispatch, Linux 5.11)";
  static const int deaths[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
  for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; ++i) signals_install(deaths[i], on_death, SA_NODEFER);
  signals_install(SIGVTALRM, on_time, SA_NODEFER);
  signals_install(SIGPROF, on_tick, SA_NODEFER | SA_RESTART);
  handlers_note();
  __asm__ volatile("rdfsbase %0" : "=r"(outer.thread_base));
  if (!parked_start(count)) return "no thread can be started";
  for (uint32_t i = 0; i < count; ++i) {
    unsigned char *room = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return "there is no room for a stack";
    contexts[i].stack = room + GUARD_BYTES;
    mprotect(contexts[i].stack, STACK_BYTES, PROT_READ | PROT_WRITE);
    contexts[i].thread_base = parked_base(i);
    contexts[i].thread_id = parked_id(i);
  }
  return NULL;
}

void contexts_begin(uint32_t number, void (*body)(uint32_t)) {
  struct context *context = &contexts[number];
  memset(context->registers, 0, sizeof context->registers);
  memset(context->stack, 0, STACK_BYTES);
  /* As behind a call: eight bytes off a multiple of sixteen. */
  const uint64_t top = ((uint64_t)(uintptr_t)context->stack + STACK_BYTES - ROOM_ON_TOP) / 64 * 64 - 8;
  context->registers[REG_RIP] = (greg_t)(uintptr_t)body;
  context->registers[REG_RDI] = number;
  context->registers[REG_RSP] = (greg_t)top;
  context->registers[REG_EFL] = FLAGS_AT_FIRST;
  context->registers[REG_CSGSFS] = outer.registers[REG_CSGSFS];
  context->selector = 0;
  memcpy(context->extended, outer.extended, extended_bytes());
}

enum leg_end contexts_run(uint32_t number, uint32_t points) {
  points_left = points;
  points_begin_leg(number, contexts[number].selector != 0 ? contexts[number].registers : NULL);
  leg_steps = 0;
  entered = number;
  steps_through = true;
  ++leg_number;
  breakpoint();
  points_take_uses();
  return ended_by;
}

static enum leg_end run_unstepped(uint32_t number, suseconds_t microseconds) {
  const struct itimerval until = {.it_value = {.tv_usec = microseconds}}, never = {0};
  entered = number;
  steps_through = false;
  ++leg_number;
  setitimer(ITIMER_VIRTUAL, &until, NULL);
  breakpoint();
  setitimer(ITIMER_VIRTUAL, &never, NULL);
  return ended_by;
}

enum leg_end contexts_run_unstepped(uint32_t number) { return run_unstepped(number, UNSTEPPED_MICROSECONDS); }
enum leg_end contexts_run_hurried(uint32_t number) { return run_unstepped(number, HURRIED_MICROSECONDS); }

void contexts_boundary(void) { breakpoint(); }

void contexts_enter(void) {
  selector = 1;
  if (steps_through && !breaks_are_set()) set_trap_flag();
}

void contexts_leave(void) {
  clear_trap_flag();
  selector = 0;
}

void contexts_describe(uint32_t number, char *text, size_t text_bytes) {
  const uint64_t at = (uint64_t)contexts[number].registers[REG_RIP];
  Dl_info found;
  if (is_ours(at)) {
    snprintf(text, text_bytes, "between operations");
  } else if (dladdr((const void *)(uintptr_t)at, &found) == 0) {
    snprintf(text, text_bytes, "%#llx", (unsigned long long)at);
  } else {
    const char *slash = strrchr(found.dli_fname, '/'), *file = slash != NULL ? slash + 1 : found.dli_fname;
    const bool has_name = found.dli_sname != NULL;
    const uint64_t start = (uint64_t)(uintptr_t)(has_name ? found.dli_saddr : found.dli_fbase);
    snprintf(text, text_bytes, "%s+0x%llx", has_name ? found.dli_sname : file, (unsigned long long)(at - start));
  }
}
