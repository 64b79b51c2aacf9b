#define _GNU_SOURCE
#include "probes.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

#include "signals.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_OFF 0
#define PR_SYS_DISPATCH_ON 1
#endif

enum { SELECTOR_ALLOW = 0, SELECTOR_BLOCK = 1, PAGE_BYTES = 4096, STACK_TOUCHED_BYTES = 32 * 1024, FRAMES = 24 };
/* Beyond this the answer is "too many" whatever the exact number, and stepping on would take seconds. */
enum { INSTRUCTIONS_AT_MOST = 20000 };

static volatile char selector = SELECTOR_ALLOW;
static volatile struct probe_counts now;
static uint32_t available, active;
static long faults_before;
static uint64_t started;
static char *site_text;
static size_t site_text_bytes;

static long page_faults(void) {
  struct rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

#if defined(__x86_64__)

extern const char __executable_start[], etext[];

static bool is_ours(uintptr_t address) { return address >= (uintptr_t)__executable_start && address < (uintptr_t)etext; }

/* The subject's frame nearest to the call: the first that is neither ours nor one of the system's libraries. */
static void note_site(void) {
  void *frames[FRAMES];
  int count = backtrace(frames, FRAMES);
  for (int i = 0; i < count; ++i) {
    Dl_info information;
    if (is_ours((uintptr_t)frames[i]) || dladdr(frames[i], &information) == 0 || information.dli_fname == NULL) continue;
    if (strstr(information.dli_fname, "/libc.so") != NULL || strstr(information.dli_fname, "linux-vdso") != NULL) continue;
    const char *file = strrchr(information.dli_fname, '/');
    const char *name = information.dli_sname != NULL ? information.dli_sname : (file != NULL ? file + 1 : "?");
    const void *base = information.dli_sname != NULL ? information.dli_saddr : information.dli_fbase;
    snprintf(site_text, site_text_bytes, "%s+0x%zx", name, (size_t)((const char *)frames[i] - (const char *)base));
    return;
  }
}

static void on_system_call(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  selector = SELECTOR_ALLOW;
  ++now.system_calls;
  now.system_call_number = (uint32_t)information->si_syscall;
  note_site();
  /* Back to the instruction: it is made now, and so is every further one of this operation. Making it from here in the
   * subject's place would go wrong for those that start a thread. */
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  registers[REG_RIP] -= 2;
  registers[REG_RAX] = information->si_syscall;
}

static void on_step(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  (void)information;
  static uintptr_t last;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  uintptr_t here = (uintptr_t)registers[REG_RIP];
  if ((active & PROBE_INSTRUCTIONS) == 0) {
    registers[REG_EFL] &= ~(greg_t)0x100;
    return;
  }
  if (is_ours(here)) return;
  const unsigned char *code = (const unsigned char *)here;
  bool repeats = (code[0] == 0xF2 || code[0] == 0xF3) && here == last; /* a step of a string instruction, not another one */
  last = here;
  if (repeats) return;
  ++now.instructions;
  now.locked_instructions += code[0] == 0xF0;
  now.time_stamp_reads += code[0] == 0x0F && code[1] == 0x31;
  if (now.instructions >= INSTRUCTIONS_AT_MOST) registers[REG_EFL] &= ~(greg_t)0x100;
}

static bool catch_system_calls(void) {
  size_t start, length;
  signals_exempt_range(&start, &length);
  signals_install(SIGSYS, on_system_call, SA_NODEFER);
  return prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, start, length, &selector) == 0;
}

uint64_t probes_time_stamp(void) { return __builtin_ia32_rdtsc(); }

/* popfq is the last instruction of each: the trap comes after the one that follows. */
static void set_trap_flag(void) { __asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }
static void clear_trap_flag(void) { __asm__ volatile("pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }

#else

uint64_t probes_time_stamp(void) { return 0; }
static bool catch_system_calls(void) { return false; }
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
    for (size_t at = 0; at < segment->p_filesz; at += PAGE_BYTES) {
      char byte = start[at];
      (void)byte;
    }
  }
  return 0;
}

static void touch_stack(void) {
  volatile char deep[STACK_TOUCHED_BYTES];
  for (size_t at = 0; at < sizeof deep; at += PAGE_BYTES) deep[at] = 0;
}

uint32_t probes_init(char *site, size_t site_bytes) {
  site_text = site;
  site_text_bytes = site_bytes;
  touch_stack();
  dl_iterate_phdr(touch_library, NULL);
  void *frames[2];
  backtrace(frames, 2); /* loads what it needs now, not in the middle of an operation */
  available = PROBE_PAGE_FAULTS | PROBE_ALLOCATIONS;
  if (catch_system_calls()) available |= PROBE_SYSTEM_CALLS;
#if defined(__x86_64__)
  signals_install(SIGTRAP, on_step, SA_NODEFER);
  active = PROBE_INSTRUCTIONS;
  set_trap_flag();
  getppid(); /* something that is not ours: a trap here proves that stepping works */
  clear_trap_flag();
  active = 0;
  if (now.instructions > 0) available |= PROBE_INSTRUCTIONS;
#endif
  return available;
}

void probes_begin(uint32_t wanted) {
  now.system_calls = now.system_call_number = now.instructions = now.locked_instructions = now.time_stamp_reads = 0;
  active = wanted & available;
  if ((active & PROBE_PAGE_FAULTS) != 0) faults_before = page_faults();
  if ((active & PROBE_SYSTEM_CALLS) != 0) selector = SELECTOR_BLOCK;
  if ((active & PROBE_INSTRUCTIONS) != 0) {
    set_trap_flag();
  } else {
    started = probes_time_stamp();
  }
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
}

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
