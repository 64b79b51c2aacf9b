#if defined(__x86_64__)

#include <stddef.h>

#include "registers.h"
#include "steps.h"

enum { PRESERVED = 6, DIRECTION_FLAG = 0x400, MXCSR_STICKY = 0x3F };

/* What was there when the call returned. The assembly below knows the offsets. */
struct returned {
  uint64_t stack;
  uint64_t preserved[PRESERVED];
  uint64_t flags;
};
_Static_assert(offsetof(struct returned, flags) == 56, "as the assembly has it");

/* In rbx, rbp, r12 to r15: values that no function has by chance. */
static const uint64_t sentinels[PRESERVED] = {0x5EED0B0B5EED0B01, 0x5EED0B0B5EED0B02, 0x5EED0B0B5EED0B03,
                                              0x5EED0B0B5EED0B04, 0x5EED0B0B5EED0B05, 0x5EED0B0B5EED0B06};

/* Whether the next call is stepped through. The trap flag is set here and not before: of what is ours, too, each step is a
 * signal, and there would be more of them than of the subject's. */
static volatile char steps __asm__("poolproof_registers_steps") __attribute__((used));
static bool is_traced; /* a tracer makes the steps, and passes over what is ours by itself */

/* returned, function, three arguments, sentinels. The unwinder finds its way by the stack pointer: rbp holds a sentinel. */
uint64_t poolproof_registers_call(struct returned *, uintptr_t, uint64_t, uint64_t, uint64_t, const uint64_t *);
__asm__(
    ".local poolproof_registers_stack\n"
    ".comm poolproof_registers_stack, 8, 8\n"
    ".text\n"
    ".balign 16\n"
    ".local poolproof_registers_call\n"
    ".type poolproof_registers_call, @function\n"
    "poolproof_registers_call:\n"
    "  .cfi_startproc\n"
    "  push %rbp\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %rbp, 0\n"
    "  push %rbx\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %rbx, 0\n"
    "  push %r12\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %r12, 0\n"
    "  push %r13\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %r13, 0\n"
    "  push %r14\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %r14, 0\n"
    "  push %r15\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset %r15, 0\n"
    "  push %rdi\n  .cfi_adjust_cfa_offset 8\n" /* the seventh: the stack is aligned for a call */
    "  mov %rsp, poolproof_registers_stack(%rip)\n"
    "  mov %rsi, %rax\n"
    "  mov %rdx, %rdi\n"
    "  mov %rcx, %rsi\n"
    "  mov %r8, %rdx\n"
    "  mov 0(%r9), %rbx\n"
    "  mov 8(%r9), %rbp\n"
    "  mov 16(%r9), %r12\n"
    "  mov 24(%r9), %r13\n"
    "  mov 32(%r9), %r14\n"
    "  mov 40(%r9), %r15\n"
    "  cmpb $0, poolproof_registers_steps(%rip)\n"
    "  jne 1f\n"
    "  call *%rax\n"
    "  mov %rsp, %rcx\n"
    "  mov poolproof_registers_stack(%rip), %rsp\n"
    "  jmp 2f\n"
    "1:\n"
    "  pushfq\n  .cfi_adjust_cfa_offset 8\n"
    "  orq $0x100, (%rsp)\n"
    "  popfq\n  .cfi_adjust_cfa_offset -8\n"
    "  call *%rax\n"
    "  mov %rsp, %rcx\n"
    "  mov poolproof_registers_stack(%rip), %rsp\n"
    "  pushfq\n  .cfi_adjust_cfa_offset 8\n"
    "  andq $~0x100, (%rsp)\n"
    "  popfq\n  .cfi_adjust_cfa_offset -8\n"
    "2:\n"
    "  mov (%rsp), %rdi\n"
    "  sub poolproof_registers_stack(%rip), %rcx\n"
    "  mov %rcx, 0(%rdi)\n"
    "  mov %rbx, 8(%rdi)\n"
    "  mov %rbp, 16(%rdi)\n"
    "  mov %r12, 24(%rdi)\n"
    "  mov %r13, 32(%rdi)\n"
    "  mov %r14, 40(%rdi)\n"
    "  mov %r15, 48(%rdi)\n"
    "  pushfq\n"
    "  popq 56(%rdi)\n"
    "  cld\n"
    "  pop %rdi\n  .cfi_adjust_cfa_offset -8\n"
    "  pop %r15\n  .cfi_adjust_cfa_offset -8\n  .cfi_restore %r15\n"
    "  pop %r14\n  .cfi_adjust_cfa_offset -8\n  .cfi_restore %r14\n"
    "  pop %r13\n  .cfi_adjust_cfa_offset -8\n  .cfi_restore %r13\n"
    "  pop %r12\n  .cfi_adjust_cfa_offset -8\n  .cfi_restore %r12\n"
    "  pop %rbx\n  .cfi_adjust_cfa_offset -8\n  .cfi_restore %rbx\n"
    "  pop %rbp\n  .cfi_adjust_cfa_offset -8\n  .cfi_restore %rbp\n"
    "  ret\n"
    "  .cfi_endproc\n"
    "  .size poolproof_registers_call, . - poolproof_registers_call\n");

/* Floating-point modes: what arithmetic leaves by itself, the exceptions that came up, is not among them. */
struct modes {
  uint32_t mxcsr;
  uint16_t x87_control;
  bool x87_holds_something; /* a register of its stack is not empty: a value was left there, or MMX code did not end it */
};

static struct modes before;
static struct returned returned;

/* Nothing is asked of the x87 where its exceptions may have been let loose: one that is pending would strike here. */
static struct modes modes_now(uint16_t harmless_control) {
  enum { EXAMINED_EMPTY = 0x4100, EXAMINED = 0x4500 };
  struct modes now = {.mxcsr = __builtin_ia32_stmxcsr() & ~(uint32_t)MXCSR_STICKY};
  __asm__ volatile("fnstcw %0" : "=m"(now.x87_control));
  if (now.x87_control != harmless_control) return now;
  uint16_t status;
  __asm__ volatile("fxam\n\tfnstsw %0" : "=a"(status));
  now.x87_holds_something = (status & EXAMINED) != EXAMINED_EMPTY;
  return now;
}

static bool modes_are_as_before(const struct modes *now) {
  return now->mxcsr == before.mxcsr && now->x87_control == before.x87_control && !now->x87_holds_something;
}

static void put_modes_back(void) {
  __builtin_ia32_ldmxcsr(before.mxcsr);
  __asm__ volatile("fninit\n\tfldcw %0" ::"m"(before.x87_control));
}

void registers_init(void) { before = modes_now(0); }

void registers_step(bool is_wanted) {
  steps = is_wanted && steps_are_by_flag();
  is_traced = is_wanted && !steps_are_by_flag();
}

uint64_t registers_call(uintptr_t function, uint64_t first, uint64_t second, uint64_t third) {
  if (is_traced) steps_on();
  const uint64_t answer = poolproof_registers_call(&returned, function, first, second, third, sentinels);
  if (is_traced) steps_off();
  return answer;
}

static struct surrounding_change change_of_modes(void) {
  struct modes now = modes_now(before.x87_control);
  if (modes_are_as_before(&now)) return (struct surrounding_change){0};
  put_modes_back();
  if (now.mxcsr != before.mxcsr) return (struct surrounding_change){SURROUNDING_MXCSR, 0, before.mxcsr, now.mxcsr};
  if (now.x87_control != before.x87_control) {
    return (struct surrounding_change){SURROUNDING_X87_CONTROL, 0, before.x87_control, now.x87_control};
  }
  return (struct surrounding_change){SURROUNDING_X87_STACK, 0, 0, 1};
}

struct surrounding_change registers_change(void) {
  struct surrounding_change of_modes = change_of_modes();
  if ((returned.flags & DIRECTION_FLAG) != 0) return (struct surrounding_change){SURROUNDING_DIRECTION_FLAG, 0, 0, 1};
  if (returned.stack != 0) return (struct surrounding_change){SURROUNDING_STACK_POINTER, 0, 0, returned.stack};
  for (uint32_t i = 0; i < PRESERVED; ++i) {
    if (returned.preserved[i] == sentinels[i]) continue;
    return (struct surrounding_change){SURROUNDING_REGISTER, i, sentinels[i], returned.preserved[i]};
  }
  return of_modes;
}

/* One leaves the direction flag set, one another value in rbx, and one leaves all as it was. */
void poolproof_leaves_flag(void);
void poolproof_leaves_register(void);
void poolproof_leaves_nothing(void);
__asm__(
    ".text\n"
    ".local poolproof_leaves_flag\n"
    "poolproof_leaves_flag:\n"
    "  std\n"
    "  ret\n"
    ".local poolproof_leaves_register\n"
    "poolproof_leaves_register:\n"
    "  inc %rbx\n"
    "  ret\n"
    ".local poolproof_leaves_nothing\n"
    "poolproof_leaves_nothing:\n"
    "  ret\n");

static enum surrounding left_by(void (*function)(void)) {
  registers_call((uintptr_t)function, 0, 0, 0);
  return registers_change().kind;
}

bool registers_are_seen(void) {
  return left_by(poolproof_leaves_flag) == SURROUNDING_DIRECTION_FLAG &&
         left_by(poolproof_leaves_register) == SURROUNDING_REGISTER && left_by(poolproof_leaves_nothing) == SURROUNDING_NONE;
}

bool registers_are_as_before(void) {
  bool is_backwards = (__builtin_ia32_readeflags_u64() & DIRECTION_FLAG) != 0;
  __asm__ volatile("cld" ::: "cc");
  struct modes now = modes_now(before.x87_control);
  if (modes_are_as_before(&now)) return !is_backwards;
  put_modes_back();
  return false;
}

#endif
