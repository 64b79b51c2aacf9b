#include "said.h"

#include <sys/stat.h>
#include <unistd.h>

uint32_t said_so_far(void) {
  struct stat file;
  return fstat(STDERR_FILENO, &file) == 0 && S_ISREG(file.st_mode) ? (uint32_t)file.st_size : 0;
}
