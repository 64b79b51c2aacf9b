"""How a C reproducer begins: what it makes of how its steps ended."""

from __future__ import annotations

from typing import Final

MAIN_PLAIN: Final = """\
int main(void) {
  steps();
  printf("the fault is gone\\n");
  return 0;
}"""

MAIN_EXIT: Final = """\
/* The pool ended the process, with whatever status: only from outside can that be told from a good end. */
int main(void) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    steps();
    fflush(stdout);
    _exit(42);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 2) return 2;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 42) {
    printf("the fault is gone\\n");
    return 0;
  }
  printf("the process ended\\nexpected: %s\\nobserved when the case was saved: %s\\n", EXPECTED, OBSERVED);
  return 1;
}"""

MAIN_DESCRIPTORS: Final = """\
/* The pool closed file descriptors that are not its own: all below 32 are open when it is called. */
int main(void) {
  while (open("/dev/null", O_RDONLY) < 31) {
  }
  steps();
  for (int descriptor = 0; descriptor < 32; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) == -1) {
      printf("descriptor %d was closed\\nexpected: %s\\nobserved when the case was saved: %s\\n", descriptor, EXPECTED,
             OBSERVED);
      return 1;
    }
  }
  printf("the fault is gone\\n");
  return 0;
}"""

MAIN_LEAK: Final = """\
static long pages_taken(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%ld", &pages) != 1) exit(2);
  fclose(file);
  return pages;
}

static int free_descriptor(void) {
  int descriptor = open("/dev/null", O_RDONLY);
  close(descriptor);
  return descriptor;
}

/* The steps again and again: what is never given back adds up, until it shows in the size of the process. A pool may set up
 * something once, and the allocator has slack of its own: a hundred pages are no leak yet. */
int main(void) {
  enum { WARM_UP = 8, ROUNDS = 5000, PAGES = 100, DESCRIPTORS = 4 };
  long pages = 0;
  int descriptor = 0;
  for (int round = 0; round < ROUNDS; ++round) {
    steps();
    if (round < WARM_UP) {
      pages = pages_taken();
      descriptor = free_descriptor();
    } else if (pages_taken() > pages + PAGES || free_descriptor() > descriptor + DESCRIPTORS) {
      printf("after %d rounds more is taken\\nexpected: %s\\nobserved when the case was saved: %s\\n", round + 1, EXPECTED,
             OBSERVED);
      return 1;
    }
  }
  printf("nothing adds up: the fault is gone\\n");
  return 0;
}"""

MAIN_NOT_SHOWN: Final = """\
/* What a function does besides its work does not show in what it answers. This program does the steps, and no more:
 * @hint@ */
int main(void) {
  steps();
  printf("expected: %s\\nobserved when the case was saved: %s\\nthis program can't tell: run it as its last comment says\\n",
         EXPECTED, OBSERVED);
  return 2;
}"""
