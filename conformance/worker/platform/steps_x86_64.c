/* By the trap flag, which has the processor trap behind each instruction. */
#if defined(__x86_64__)

#define _GNU_SOURCE
#include <ucontext.h>

#include "instruction.h"
#include "lacks.h"
#include "repeats.h"
#include "signals.h"
#include "steps.h"

enum { TRAP_FLAG = 0x100, DIRECTION_FLAG = 0x400 };

extern const char __executable_start[], etext[];

/* Of which it is known how many instructions it has: a step more or less, and no count is to be believed. */
enum { KNOWN_ROUNDS = 40, KNOWN_INSTRUCTIONS = 1 + 2 * KNOWN_ROUNDS + 1 };
void poolproof_known_steps(void);
extern const char poolproof_known_steps_end[];
__asm__(
    ".text\n"
    ".balign 16\n"
    ".type poolproof_known_steps, @function\n"
    ".global poolproof_known_steps\n"
    "poolproof_known_steps:\n"
    "  mov $40, %ecx\n"
    "1:\n"
    "  dec %ecx\n"
    "  jnz 1b\n"
    "  ret\n"
    ".global poolproof_known_steps_end\n"
    "poolproof_known_steps_end:\n"
    "  nop\n");

static volatile bool is_counting;
static struct steps counted;
static uintptr_t subject_first, subject_behind;
static uintptr_t last; /* where the step before was */
static uint32_t last_traits;

static bool is_known(uintptr_t address) {
  return address >= (uintptr_t)poolproof_known_steps && address < (uintptr_t)poolproof_known_steps_end;
}

static bool is_ours(uintptr_t address) {
  return address >= (uintptr_t)__executable_start && address < (uintptr_t)etext && !is_known(address);
}

static bool is_subjects(uintptr_t address) { return address >= subject_first && address < subject_behind; }

/* Named later: not in the middle of an operation. */
static void note_callee(uintptr_t address) {
  for (uint32_t i = 0; i < counted.callee_count; ++i) {
    if (counted.callees[i] == address) return;
  }
  if (counted.callee_count < CALLEES_AT_MOST) counted.callees[counted.callee_count++] = address;
}

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
  const uintptr_t here = (uintptr_t)registers[REG_RIP], before = last;
  if (!is_counting) {
    registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
    return;
  }
  if (is_subjects(last) && !is_subjects(here) && (last_traits & INSTRUCTION_RETURNS) == 0) note_callee(here);
  last = here;
  if (is_ours(here)) return;
  const uint32_t traits = last_traits = instruction_traits((const unsigned char *)here);
  if ((traits & INSTRUCTION_REPEATS) != 0 && here == before) { /* a step of a string instruction, not another one */
    finish_repeats((const unsigned char *)here, registers);
    return;
  }
  ++counted.instructions;
  counted.locked_instructions += (traits & INSTRUCTION_LOCKS) != 0;
  counted.time_stamp_reads += (traits & INSTRUCTION_READS_TIME) != 0;
  counted.system_call_instructions += (traits & INSTRUCTION_CALLS_SYSTEM) != 0;
  if (counted.instructions >= STEPPED_AT_MOST) registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
}

/* popfq is the last instruction of each: the trap comes after the one that follows. */
void steps_on(void) { __asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }
void steps_off(void) { __asm__ volatile("pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }

bool steps_are_on(void) { return (__builtin_ia32_readeflags_u64() & TRAP_FLAG) != 0; }

void steps_begin(void) {
  counted = (struct steps){0};
  last = 0;
  is_counting = true;
}

void steps_end(void) {
  steps_off();
  is_counting = false;
}

const struct steps *steps_counted(void) { return &counted; }

bool steps_init(uintptr_t first, uintptr_t behind) {
  subject_first = first;
  subject_behind = behind;
  if (lacks("trap-flag")) return false;
  signals_install(SIGTRAP, on_step, SA_NODEFER);
  steps_begin();
  steps_on();
  poolproof_known_steps();
  steps_end();
  return counted.instructions == KNOWN_INSTRUCTIONS;
}

#endif
