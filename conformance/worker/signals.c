#define _GNU_SOURCE
#include "signals.h"

#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)

extern const char poolproof_restorer[], poolproof_restorer_end[];
__asm__(
    ".text\n"
    ".balign 16\n"
    ".global poolproof_restorer\n"
    "poolproof_restorer:\n"
    "  mov $15, %rax\n" /* rt_sigreturn: these very bytes are how an unwinder knows the frame of a signal */
    "  syscall\n"
    ".global poolproof_restorer_end\n"
    "poolproof_restorer_end:\n"
    "  nop\n");

enum { KERNEL_SA_RESTORER = 0x04000000 };

/* The kernel's own layout, which the C library hides behind its sigaction. */
struct kernel_sigaction {
  void *handler;
  unsigned long flags;
  const void *restorer;
  uint64_t mask;
};

void signals_install(int signal_number, signal_handler handler, unsigned long flags) {
  struct kernel_sigaction action = {.flags = flags | SA_SIGINFO | SA_ONSTACK | KERNEL_SA_RESTORER,
                                    .restorer = poolproof_restorer};
  memcpy(&action.handler, &handler, sizeof handler);
  syscall(SYS_rt_sigaction, signal_number, &action, NULL, sizeof action.mask);
}

void signals_default(int signal_number) {
  struct kernel_sigaction action = {0};
  syscall(SYS_rt_sigaction, signal_number, &action, NULL, sizeof action.mask);
}

const char *signals_access(const void *context) {
  enum { ERROR_WRITE = 2 };
  return (((const ucontext_t *)context)->uc_mcontext.gregs[REG_ERR] & ERROR_WRITE) != 0 ? "wrote" : "read";
}

void signals_exempt_range(size_t *start, size_t *length) {
  *start = (size_t)(uintptr_t)poolproof_restorer;
  /* One byte more: the address that counts is the one behind the instruction. */
  *length = (size_t)(poolproof_restorer_end - poolproof_restorer) + 1;
}

#else

void signals_install(int signal_number, signal_handler handler, unsigned long flags) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = (int)flags | SA_SIGINFO | SA_ONSTACK};
  sigaction(signal_number, &action, NULL);
}

const char *signals_access(const void *context) {
  (void)context;
  return "touched";
}

void signals_default(int signal_number) { signal(signal_number, SIG_DFL); }

void signals_exempt_range(size_t *start, size_t *length) { *start = *length = 0; }

#endif
