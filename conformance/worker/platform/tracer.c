#define _GNU_SOURCE
#include "tracer.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lacks.h"

enum { NUMBER_BYTES = 24 };
static const char program[] = "poolproof-tracer";

volatile struct traced traced;

static bool is_started, works;
static int error;

int tracer_error(void) { return error; }

/* It lies beside this program. */
static bool find(char *path, size_t path_bytes) {
  const ssize_t length = readlink("/proc/self/exe", path, path_bytes - sizeof program);
  if (length <= 0) return false;
  path[length] = '\0';
  char *name = strrchr(path, '/');
  if (name == NULL) return false;
  memcpy(name + 1, program, sizeof program);
  return true;
}

/* Not by fork: behind one, the first write to each page would count as a page fault, and be the pool's. The process that is
 * started ends as soon as the tracer, its child, has begun or not; its exit status is the error number. */
static int start(void) {
  char path[PATH_MAX], process[NUMBER_BYTES], address[NUMBER_BYTES];
  char *arguments[] = {path, process, address, NULL}, *environment[] = {NULL};
  pid_t child;
  int status;
  if (!find(path, sizeof path)) return ENOENT;
  snprintf(process, sizeof process, "%ld", (long)getpid());
  snprintf(address, sizeof address, "%llx", (unsigned long long)(uintptr_t)&traced);
  const int failure = posix_spawn(&child, path, NULL, NULL, arguments, environment);
  if (failure != 0) return failure;
  pid_t ended;
  do {
    ended = waitpid(child, &status, 0);
  } while (ended < 0 && errno == EINTR);
  if (ended != child || !WIFEXITED(status)) return ECHILD;
  return WEXITSTATUS(status);
}

bool tracer_start(void) {
  if (is_started) return works;
  is_started = true;
  if (lacks("tracer")) {
    error = EPERM;
    return false;
  }
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); /* where only a parent may trace; elsewhere nobody knows the word */
  error = start();
  prctl(PR_SET_PTRACER, 0, 0, 0, 0);
  works = error == 0;
  return works;
}

void tracer_mark(void) {
  traced.wants |= TRACED_MARKS;
  syscall(SYS_getppid);
  traced.wants &= ~(uint64_t)TRACED_MARKS; /* where nobody traces: in a process of this one's own */
}
