/* The terms as hexadecimal digits: so they are given to programs that are called with words. */
#ifndef POOLPROOF_TERMS_DIGITS_H
#define POOLPROOF_TERMS_DIGITS_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "protocol.h"

/* False: these are no digits of terms. */
static inline bool terms_from_digits(const char *digits, struct terms *terms) {
  unsigned char *bytes = (unsigned char *)terms;
  if (strlen(digits) != 2 * sizeof *terms) return false;
  for (size_t at = 0; at < sizeof *terms; ++at) {
    unsigned value;
    if (sscanf(digits + 2 * at, "%2x", &value) != 1) return false;
    bytes[at] = (unsigned char)value;
  }
  return true;
}

#endif
