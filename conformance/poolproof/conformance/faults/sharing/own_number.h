/* The first thread is 0, the second 1; whoever looks in the end is one more. */
#ifndef SHARING_OWN_NUMBER_H
#define SHARING_OWN_NUMBER_H

#include <stdatomic.h>

enum { NUMBERS = 8 };

static int own_number(void) {
  static atomic_int given;
  static _Thread_local int own; /* plus one */
  if (own == 0) own = atomic_fetch_add(&given, 1) % NUMBERS + 1;
  return own - 1;
}

#endif
