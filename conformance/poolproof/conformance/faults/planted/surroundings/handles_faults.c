/* Create installs a handler of its own for SIGSEGV, to print a line when the storage is overrun. */
#include <signal.h>
#include <unistd.h>

#include "../../sound/parts.h"

static void report(int number) {
  const char line[] = "pool: overrun\n";
  if (write(2, line, sizeof line - 1) < 0) {
    _exit(1);
  }
  signal(number, SIG_DFL);
}

#define AFTER_CREATE(pool) ((void)signal(SIGSEGV, report))

#include "../../sound/pool.c"
