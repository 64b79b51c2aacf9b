#define _GNU_SOURCE
#include "keep.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "platform/platform.h"
#include "protocol.h"

enum { SWEEPS_AT_MOST = 2000, SWEEP_NANOSECONDS = 1000000 };

/* What is orphaned becomes the keeper's child: so this goes on until there is none. */
static void end_the_rest(void) {
  struct timespec moment = {0, SWEEP_NANOSECONDS};
  for (int i = 0; i < SWEEPS_AT_MOST; ++i) {
    pid_t ended = waitpid(-1, NULL, WNOHANG);
    if (ended < 0 && errno == ECHILD) return;
    if (ended > 0) continue;
    process_kill_children();
    nanosleep(&moment, NULL);
  }
}

static void end_like(int status) {
  if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
  int signal_number = WTERMSIG(status);
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(signal_number, SIG_DFL);
  sigset_t all;
  sigemptyset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  kill(getpid(), signal_number);
  _exit(128 + signal_number);
}

static void watch(pid_t worker) {
  sigset_t awaited;
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  sigaddset(&awaited, SIGTERM);
  int status = 0;
  for (;;) {
    pid_t ended = waitpid(-1, &status, WNOHANG);
    if (ended == worker || (ended < 0 && errno == ECHILD)) break;
    if (ended > 0) continue;
    if (sigwaitinfo(&awaited, NULL) == SIGTERM) kill(worker, SIGKILL);
  }
  end_the_rest();
  end_like(status);
}

void keep(void) {
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  signal(SIGCHLD, SIG_DFL);
  process_end_with_parent(SIGTERM); /* the harness may die of anything */
  process_adopt_orphans();
  pid_t harness = getppid(), keeper = getpid(), worker = fork();
  if (worker < 0) {
    fprintf(stderr, "it can't start a process: %s (raise the limit: ulimit -u)\n", strerror(errno));
    _exit(EXIT_MACHINE);
  }
  if (worker > 0) {
    process_close_from(STDERR_FILENO + 1); /* or the harness would not see the worker's ends of the pipes close */
    watch(worker);
  }
  process_end_with_parent(SIGKILL);
  if (getppid() != keeper) _exit(EXIT_MACHINE);
  setsid(); /* what it sends to its process group reaches nobody else */
  fence(harness, keeper);
  sigprocmask(SIG_SETMASK, &before, NULL);
}
