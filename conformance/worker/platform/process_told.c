/* What /proc, and the clocks of processes, tell of them. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

enum {
  LINE_BYTES_AT_MOST = 512,
  PATH_BYTES_AT_MOST = 64,
  TIMEOUT_WORD = 4, /* of a line that tells a futex call */
  NANOSECONDS_OF_A_SECOND = 1000000000,
  CLOCK_OF_PROCESS = 2 /* CPUCLOCK_SCHED: with a process id, the number of the clock of what that process computes */
};

static bool read_line(const char *path, char *line) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t length = read(file, line, LINE_BYTES_AT_MOST - 1);
  close(file);
  line[length > 0 ? length : 0] = '\0';
  return length > 0;
}

/* What stands behind its name, which may hold anything, blanks and brackets too; NULL: there is no such process. */
static const char *behind_name(const char *process, char *line) {
  char path[PATH_BYTES_AT_MOST];
  snprintf(path, sizeof path, "/proc/%.40s/stat", process);
  return read_line(path, line) ? strrchr(line, ')') : NULL;
}

static pid_t parent_of(const char *process) {
  char line[LINE_BYTES_AT_MOST];
  const char *behind = behind_name(process, line);
  return behind != NULL && strlen(behind) > 4 ? (pid_t)atol(behind + 4) : 0;
}

void process_kill_children(void) {
  DIR *folder = opendir("/proc");
  if (folder == NULL) return;
  const pid_t own = getpid();
  for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && parent_of(entry->d_name) == own) {
      kill((pid_t)atol(entry->d_name), SIGKILL);
    }
  }
  closedir(folder);
}

bool process_is_runnable(uint32_t process) {
  char line[LINE_BYTES_AT_MOST], number[16];
  snprintf(number, sizeof number, "%u", process);
  const char *behind = behind_name(number, line);
  return behind != NULL && strncmp(behind, ") R", 3) == 0;
}

enum thread_sleep process_thread_sleep(pid_t thread) {
  char path[PATH_BYTES_AT_MOST], line[LINE_BYTES_AT_MOST];
  snprintf(path, sizeof path, "self/task/%d", (int)thread);
  const char *behind = behind_name(path, line);
  if (behind == NULL || strncmp(behind, ") S", 3) != 0) return SLEEP_NONE;
  snprintf(path, sizeof path, "/proc/self/task/%d/syscall", (int)thread);
  if (!read_line(path, line)) return SLEEP_UNKNOWN;
  char *rest = line;
  unsigned long long words[TIMEOUT_WORD + 1];
  for (int i = 0; i <= TIMEOUT_WORD; ++i) words[i] = strtoull(rest, &rest, 0);
  return words[0] == SYS_futex && words[TIMEOUT_WORD] == 0 ? SLEEP_UNTIL_WOKEN : SLEEP_NONE;
}

uint64_t process_used_ns(uint32_t process) {
  struct timespec used;
  if (clock_gettime((clockid_t)(~process << 3 | CLOCK_OF_PROCESS), &used) != 0) return 0;
  return (uint64_t)used.tv_sec * NANOSECONDS_OF_A_SECOND + (uint64_t)used.tv_nsec;
}
