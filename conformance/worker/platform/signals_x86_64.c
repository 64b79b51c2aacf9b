#if defined(__x86_64__)

#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "signals.h"

extern const char poolproof_restorer[], poolproof_restorer_end[];
__asm__(
    ".text\n"
    ".balign 16\n"
    "  nop\n" /* an unwinder looks one byte before it, where no function may end */
    ".global poolproof_restorer\n"
    "poolproof_restorer:\n"
    "  mov $15, %rax\n" /* rt_sigreturn: these very bytes are how an unwinder knows the frame of a signal */
    "  syscall\n"
    ".global poolproof_restorer_end\n"
    "poolproof_restorer_end:\n"
    "  nop\n");

enum { KERNEL_SA_RESTORER = 0x04000000 };

void signals_install(int signal_number, signal_handler handler, unsigned long flags) {
  struct signal_state action = {.flags = flags | SA_SIGINFO | SA_ONSTACK | KERNEL_SA_RESTORER, .restorer = poolproof_restorer};
  memcpy(&action.handler, &handler, sizeof handler);
  syscall(SYS_rt_sigaction, signal_number, &action, NULL, sizeof action.mask);
}

void signals_default(int signal_number) {
  struct signal_state action = {0};
  syscall(SYS_rt_sigaction, signal_number, &action, NULL, sizeof action.mask);
}

const char *signals_access(const void *context) {
  enum { ERROR_WRITE = 2 };
  return (((const ucontext_t *)context)->uc_mcontext.gregs[REG_ERR] & ERROR_WRITE) != 0 ? "wrote" : "read";
}

void signals_read(int signal_number, struct signal_state *state) {
  *state = (struct signal_state){0};
  syscall(SYS_rt_sigaction, signal_number, NULL, state, sizeof state->mask);
}

void signals_write(int signal_number, const struct signal_state *state) {
  syscall(SYS_rt_sigaction, signal_number, state, NULL, sizeof state->mask);
}

void signals_exempt_range(size_t *start, size_t *length) {
  *start = (size_t)(uintptr_t)poolproof_restorer;
  /* One byte more: the address that counts is the one behind the instruction. */
  *length = (size_t)(poolproof_restorer_end - poolproof_restorer) + 1;
}

#endif
