#define _GNU_SOURCE
#include "probes.h"

#include <link.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

#include "instruction.h"
#include "library.h"
#include "names.h"
#include "own_counts.h"
#include "repeats.h"
#include "reserve.h"
#include "signals.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_OFF 0
#define PR_SYS_DISPATCH_ON 1
#endif

enum { TRAP_FLAG = 0x100 };
enum { SELECTOR_ALLOW = 0, SELECTOR_BLOCK = 1, STACK_TOUCHED_BYTES = 32 * 1024 };
/* Beyond this the answer is "too many" whatever the exact number, and stepping on would take seconds. */
enum { INSTRUCTIONS_AT_MOST = 20000, CALLEES_AT_MOST = 16 };

static volatile char selector = SELECTOR_ALLOW;
static volatile struct probe_counts now;
static uint32_t available, active;
static long faults_before;
static uint64_t started;
static void (*tell_system_call)(void);
static char (*function_names)[NAME_BYTES];
static uintptr_t callees[CALLEES_AT_MOST];
static uint32_t callee_count;
static uintptr_t last; /* where the step before was */

static long page_faults(void) {
  struct rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

#if defined(__x86_64__)

extern const char __executable_start[], etext[];

static bool is_ours(uintptr_t address) { return address >= (uintptr_t)__executable_start && address < (uintptr_t)etext; }

static void on_system_call(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  selector = SELECTOR_ALLOW;
  ++now.system_calls;
  now.system_call_number = (uint32_t)information->si_syscall;
  if (tell_system_call != NULL) tell_system_call();
  /* Back to the instruction: it is made now, and so is every further one of this operation. Making it from here in the
   * subject's place would go wrong for those that start a thread. */
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  registers[REG_RIP] -= 2;
  registers[REG_RAX] = information->si_syscall;
}

/* Where the subject was left, other than by returning. Named later: not in the middle of an operation. */
static void note_callee(uintptr_t address) {
  for (uint32_t i = 0; i < callee_count; ++i) {
    if (callees[i] == address) return;
  }
  if (callee_count < CALLEES_AT_MOST) callees[callee_count++] = address;
}

/* A string instruction that has begun: what is left of it at once. */
static void finish_repeats(const unsigned char *code, greg_t *registers) {
  enum { DIRECTION_FLAG = 0x400 };
  struct repeat_registers now_in = {
      .rdi = (uint64_t)registers[REG_RDI],
      .rsi = (uint64_t)registers[REG_RSI],
      .rcx = (uint64_t)registers[REG_RCX],
      .rax = (uint64_t)registers[REG_RAX],
      .is_downward = (registers[REG_EFL] & DIRECTION_FLAG) != 0,
  };
  if (!repeats_finish(code, &now_in)) return;
  registers[REG_RDI] = (greg_t)now_in.rdi;
  registers[REG_RSI] = (greg_t)now_in.rsi;
  registers[REG_RCX] = (greg_t)now_in.rcx;
}

static void on_step(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  (void)information;
  static uint32_t last_traits;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  uintptr_t here = (uintptr_t)registers[REG_RIP];
  if ((active & PROBE_INSTRUCTIONS) == 0) {
    registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
    return;
  }
  bool left = library_holds(last) && !library_holds(here) && (last_traits & INSTRUCTION_RETURNS) == 0;
  if (left) note_callee(here);
  uintptr_t before = last;
  last = here;
  if (is_ours(here)) return;
  uint32_t traits = last_traits = instruction_traits((const unsigned char *)here);
  if ((traits & INSTRUCTION_REPEATS) != 0 && here == before) { /* a step of a string instruction, not another one */
    finish_repeats((const unsigned char *)here, registers);
    return;
  }
  ++now.instructions;
  now.locked_instructions += (traits & INSTRUCTION_LOCKS) != 0;
  now.time_stamp_reads += (traits & INSTRUCTION_READS_TIME) != 0;
  now.system_call_instructions += (traits & INSTRUCTION_CALLS_SYSTEM) != 0;
  if (now.instructions >= INSTRUCTIONS_AT_MOST) registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
}

static bool catch_system_calls(void) {
  size_t start, length;
  signals_exempt_range(&start, &length);
  signals_install(SIGSYS, on_system_call, SA_NODEFER);
  return prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, start, length, &selector) == 0;
}

uint64_t probes_time_stamp(void) { return __builtin_ia32_rdtsc(); }

static bool trap_flag_is_set(void) { return (__builtin_ia32_readeflags_u64() & TRAP_FLAG) != 0; }

/* popfq is the last instruction of each: the trap comes after the one that follows. */
static void set_trap_flag(void) { __asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }
static void clear_trap_flag(void) { __asm__ volatile("pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }

#else

uint64_t probes_time_stamp(void) { return 0; }
static bool catch_system_calls(void) { return false; }
static bool trap_flag_is_set(void) { return false; }
static void set_trap_flag(void) {}
static void clear_trap_flag(void) {}

#endif

/* Touch every page of what is loaded: code is read in from the page cache at its first execution, and that is the system's
 * doing. Where the subject first writes to its data is its own. */
static int touch_library(struct dl_phdr_info *information, size_t bytes, void *unused) {
  (void)bytes;
  (void)unused;
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_R) == 0) continue;
    volatile char *start = (volatile char *)(uintptr_t)(information->dlpi_addr + segment->p_vaddr);
    for (size_t at = 0; at < segment->p_filesz; at += page_bytes()) {
      char byte = start[at];
      (void)byte;
    }
  }
  return 0;
}

static void touch_stack(void) {
  volatile char deep[STACK_TOUCHED_BYTES];
  for (size_t at = 0; at < sizeof deep; at += page_bytes()) deep[at] = 0;
}

uint32_t probes_init(char (*functions)[NAME_BYTES]) {
  function_names = functions;
  touch_stack();
  dl_iterate_phdr(touch_library, NULL);
  available = PROBE_ALLOCATIONS;
  if (own_counts_of_page_faults()) available |= PROBE_PAGE_FAULTS;
  if (catch_system_calls()) available |= PROBE_SYSTEM_CALLS;
#if defined(__x86_64__)
  signals_install(SIGTRAP, on_step, SA_NODEFER);
  active = PROBE_INSTRUCTIONS;
  getppid(); /* found by the linker now: to step through its search would take as long as all the rest of a start */
  set_trap_flag();
  getppid(); /* something that is not ours: a trap here proves that stepping works */
  clear_trap_flag();
  active = 0;
  if (now.instructions > 0) available |= PROBE_INSTRUCTIONS;
#endif
  return available;
}

void probes_begin(uint32_t wanted) {
  now = (struct probe_counts){0};
  callee_count = 0;
  last = 0;
  active = wanted & available;
  if ((active & PROBE_PAGE_FAULTS) != 0) faults_before = page_faults();
  if ((active & PROBE_SYSTEM_CALLS) != 0) selector = SELECTOR_BLOCK;
  started = probes_time_stamp();
}

void probes_step(void) {
  if ((active & PROBE_INSTRUCTIONS) != 0) set_trap_flag();
}

static uint32_t outside_functions(void) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < callee_count; ++i) {
    char name[NAME_BYTES];
    library_describe_callee(callees[i], name, sizeof name);
    uint32_t number = name_number(function_names, FUNCTIONS, name);
    if (number != 0) bits |= UINT32_C(1) << (number - 1);
  }
  return bits;
}

void probes_end(struct probe_counts *counts) {
  uint64_t ended = probes_time_stamp();
  if ((active & PROBE_INSTRUCTIONS) != 0) {
    clear_trap_flag();
  } else if (ended - started < UINT32_MAX) {
    counts->time_stamps = (uint32_t)(ended - started);
  }
  selector = SELECTOR_ALLOW;
  if ((active & PROBE_PAGE_FAULTS) != 0) counts->page_faults += (uint32_t)(page_faults() - faults_before);
  active = 0;
  counts->system_calls += now.system_calls;
  if (now.system_calls != 0) counts->system_call_number = now.system_call_number;
  counts->instructions += now.instructions;
  counts->locked_instructions += now.locked_instructions;
  counts->time_stamp_reads += now.time_stamp_reads;
  counts->system_call_instructions += now.system_call_instructions;
  counts->outside_functions |= outside_functions();
}

struct probe_pause probes_pause(void) {
  struct probe_pause pause = {.selector = selector, .steps = trap_flag_is_set(), .time_stamp = probes_time_stamp()};
  if (pause.steps) clear_trap_flag();
  selector = SELECTOR_ALLOW;
  if ((active & PROBE_PAGE_FAULTS) != 0) pause.page_faults = page_faults();
  return pause;
}

void probes_resume(const struct probe_pause *pause) {
  if ((active & PROBE_PAGE_FAULTS) != 0) faults_before += page_faults() - pause->page_faults;
  started += probes_time_stamp() - pause->time_stamp;
  selector = pause->selector;
  if (pause->steps) set_trap_flag();
}

void probes_tell(void (*on_system_call)(void)) { tell_system_call = on_system_call; }

void probes_catch(void) {
  now.system_calls = 0;
  if ((available & PROBE_SYSTEM_CALLS) != 0) selector = SELECTOR_BLOCK;
}

bool probes_caught(void) {
  selector = SELECTOR_ALLOW;
  return now.system_calls != 0;
}

bool probes_stepping(void) { return (active & PROBE_INSTRUCTIONS) != 0 && now.instructions < INSTRUCTIONS_AT_MOST; }

void probes_suspend(void) { selector = SELECTOR_ALLOW; }
