/* A pool that never ends is new once in a process: each input has one of its own. libFuzzer counts the branches that are
 * reached in memory of the process, so the counts go from there to the child and back. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guided_subject.h"

/* The linker's names for the ends of a section: the counters of clang's coverage. */
extern unsigned char __start___sancov_cntrs[] __attribute__((weak));
extern unsigned char __stop___sancov_cntrs[] __attribute__((weak));

static size_t counter_bytes(void) {
  return __start___sancov_cntrs != NULL ? (size_t)(__stop___sancov_cntrs - __start___sancov_cntrs) : 0;
}

static unsigned char *shared_counters(void) {
  static unsigned char *counters;
  if (counters != NULL) return counters;
  void *mapped = mmap(NULL, counter_bytes() + 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return counters = mapped != MAP_FAILED ? mapped : NULL;
}

bool guided_run_apart(void (*run)(const uint8_t *data, size_t size), const uint8_t *data, size_t size) {
  unsigned char *counters = shared_counters();
  const pid_t child = counters != NULL ? fork() : -1;
  if (child < 0) return true; /* this input says nothing */
  if (child == 0) {
    run(data, size);
    memcpy(counters, __start___sancov_cntrs, counter_bytes());
    _exit(0);
  }
  int status;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return false;
  memcpy(__start___sancov_cntrs, counters, counter_bytes());
  return true;
}
