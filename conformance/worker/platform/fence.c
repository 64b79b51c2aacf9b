#define _GNU_SOURCE
#include "fence.h"

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
enum { ARCHITECTURE = (int)AUDIT_ARCH_X86_64 };
#else
enum { ARCHITECTURE = (int)AUDIT_ARCH_AARCH64 };
#endif

#ifndef SECCOMP_FILTER_FLAG_SPEC_ALLOW
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW 4 /* else every instruction of the subject could become slower */
#endif
#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000U
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define IF(test, value, yes, no) BPF_JUMP(BPF_JMP | (test) | BPF_K, (uint32_t)(value), yes, no)
#define END(answer) BPF_STMT(BPF_RET | BPF_K, answer)

void fence(pid_t harness, pid_t keeper) {
  uint32_t own = (uint32_t)getpid();
  /* Both processors are little-endian: the low half of an argument comes first. Process ids fit into it. */
  struct sock_filter program[] = {
      LOAD(arch),
      IF(BPF_JEQ, ARCHITECTURE, 0, 24),
      LOAD(nr),
      IF(BPF_JEQ, SYS_kill, 9, 0),
      IF(BPF_JEQ, SYS_ptrace, 6, 0),
      IF(BPF_JEQ, SYS_tgkill, 9, 0),
      IF(BPF_JEQ, SYS_tkill, 8, 0),
      IF(BPF_JEQ, SYS_rt_sigqueueinfo, 7, 0),
      IF(BPF_JEQ, SYS_rt_tgsigqueueinfo, 6, 0),
      IF(BPF_JEQ, SYS_process_vm_writev, 5, 0),
      IF(BPF_JEQ, SYS_prlimit64, 4, 15),
      LOAD(args[1]), /* ptrace: the second argument is the process */
      IF(BPF_JA, 3, 0, 0),
      LOAD(args[1]), /* kill: signal 0 only asks whether there is such a process */
      IF(BPF_JEQ, 0, 11, 0),
      LOAD(args[0]),
      IF(BPF_JEQ, 0, 9, 0), /* its own group, or itself */
      IF(BPF_JEQ, own, 8, 0),
      IF(BPF_JGE, 0x80000000U, 4, 0), /* a group */
      IF(BPF_JEQ, harness, 5, 0),
      IF(BPF_JEQ, keeper, 4, 0),
      IF(BPF_JGE, own, 0, 3),
      END(SECCOMP_RET_ALLOW),
      IF(BPF_JEQ, 0xffffffffU, 1, 0), /* everybody */
      IF(BPF_JGT, -own, 0, 1),        /* a group that was there before */
      END(SECCOMP_RET_KILL_PROCESS),
      END(SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = sizeof program / sizeof program[0], .filter = program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
  syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter);
}

#else

void fence(pid_t harness, pid_t keeper) {
  (void)harness;
  (void)keeper;
}

#endif
