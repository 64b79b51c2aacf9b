/* The tracer: steps through the worker, and catches its system calls, where the worker can't do so by itself.
 *
 *   poolproof-tracer PROCESS ADDRESS    of the worker, and of what it shares with its tracer (hexadecimal): see traced.h
 *
 * The process that the worker starts ends as soon as its child, the tracer, has begun, with 0, or with an error number. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../platform/platform.h"

enum { ARGUMENTS = 3, DIGITS_ARE_HEXADECIMAL = 16 };

static int answer;

static void tell(int error) {
  const unsigned char byte = (unsigned char)error;
  if (write(answer, &byte, sizeof byte) != sizeof byte) _exit(1);
  process_close_from(0); /* or who reads from the worker would not see its end */
}

int main(int count, char **arguments) {
  int ends[2];
  unsigned char error = 0;
  if (count != ARGUMENTS) {
    fputs("poolproof-tracer is started by poolproof's worker; to judge a library: poolproof verify LIBRARY\n", stderr);
    return 2;
  }
  if (pipe(ends) != 0) return EXIT_FAILURE;
  const pid_t child = fork();
  if (child < 0) return EXIT_FAILURE;
  if (child == 0) {
    answer = ends[1];
    return trace(strtol(arguments[1], NULL, 10), strtoull(arguments[2], NULL, DIGITS_ARE_HEXADECIMAL), tell);
  }
  close(ends[1]);
  if (read(ends[0], &error, sizeof error) != sizeof error) return EXIT_FAILURE;
  return error;
}
