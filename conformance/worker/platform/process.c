#define _GNU_SOURCE
#include "process.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

pid_t process_thread(void) { return (pid_t)syscall(SYS_gettid); }

/* The links of its directory of tasks, without . and .. */
uint32_t process_thread_count(void) {
  struct stat tasks;
  return stat("/proc/self/task", &tasks) == 0 ? (uint32_t)tasks.st_nlink - 2 : 0;
}

void process_exit(int status) {
  for (;;) syscall(SYS_exit_group, status);
}

void process_end_with_parent(int signal_number) { prctl(PR_SET_PDEATHSIG, signal_number); }
void process_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1); }
void process_leave_no_core(void) { prctl(PR_SET_DUMPABLE, 0); }
void process_close_from(uint32_t descriptor) { syscall(SYS_close_range, descriptor, ~0U, 0U); }

pid_t process_run_inside(int (*run)(void *), void *stack_top, void *with) {
  return clone(run, stack_top, CLONE_VM | CLONE_VFORK, with);
}

void process_kill(uint32_t process) {
  const int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
  if (descriptor < 0) {
    kill((pid_t)process, SIGKILL);
    return;
  }
  syscall(SYS_pidfd_send_signal, descriptor, SIGKILL, NULL, 0);
  close(descriptor);
}

void process_wait_while(uint32_t *word, uint32_t value, uint32_t nanoseconds) {
  const struct timespec moment = {0, (long)nanoseconds};
  syscall(SYS_futex, word, FUTEX_WAIT, value, &moment, NULL, 0);
}

void process_wake(uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0); }

void process_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}
