/* Names that the harness is told by number: observations hold numbers only. */
#ifndef POOLPROOF_NAMES_H
#define POOLPROOF_NAMES_H

#include <string.h>

#include "protocol.h"

/* The number of the name among at most `limit`, from 1 on, where it is put if it is not among them yet; 0 when there is no
 * room. */
static inline uint32_t name_number(char (*names)[NAME_BYTES], uint32_t limit, const char *name) {
  for (uint32_t i = 0; i < limit; ++i) {
    if (names[i][0] == 0) strcpy(names[i], name);
    if (strcmp(names[i], name) == 0) return i + 1;
  }
  return 0;
}

#endif
