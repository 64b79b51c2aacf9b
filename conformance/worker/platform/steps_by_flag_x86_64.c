/* By the trap flag, which has the processor trap behind each instruction. */
#if defined(__x86_64__)

#define _GNU_SOURCE
#include <ucontext.h>

#include "instruction.h"
#include "lacks.h"
#include "repeats.h"
#include "signals.h"
#include "steps_by.h"

enum { TRAP_FLAG = 0x100, DIRECTION_FLAG = 0x400 };

static volatile bool is_counting;
static struct step_count counted;

/* A string instruction that has begun: what is left of it at once. */
static void finish_repeats(const unsigned char *code, greg_t *registers) {
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
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const unsigned char *code = (const unsigned char *)(uintptr_t)registers[REG_RIP];
  if (!is_counting) {
    registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
    return;
  }
  /* The kernel goes back from a system call with the flag, but the first trap is behind the next instruction. */
  if ((counted.last_traits & INSTRUCTION_CALLS_SYSTEM) != 0 && !counting_is_ours(&counted, (uintptr_t)code)) {
    ++counted.steps.instructions;
  }
  const enum noted noted = counting_note(&counted, (uintptr_t)code, code);
  if (noted == NOTED_REPEAT) finish_repeats(code, registers);
  if (noted == NOTED_ENOUGH) registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
}

static void begin(void) { is_counting = true; }

/* popfq is the last instruction of each: the trap comes after the one that follows. */
static void on(void) { __asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }
static void off(void) { __asm__ volatile("pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }

static void end(void) {
  off();
  is_counting = false;
}

static bool are_on(void) { return (__builtin_ia32_readeflags_u64() & TRAP_FLAG) != 0; }

static bool init(void) {
  if (lacks("trap-flag")) return false;
  signals_install(SIGTRAP, on_step, SA_NODEFER);
  return true;
}

const struct steps_by *steps_by_flag(void) {
  static const struct steps_by way = {init, begin, end, on, off, are_on, &counted};
  return &way;
}

#endif
