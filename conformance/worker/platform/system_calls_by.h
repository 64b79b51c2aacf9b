/* The ways of catching system calls. */
#ifndef POOLPROOF_SYSTEM_CALLS_BY_H
#define POOLPROOF_SYSTEM_CALLS_BY_H

#include <stdbool.h>
#include <stdint.h>

struct system_calls_by {
  bool (*init)(void); /* false: it is not to be had */
  void (*begin)(void);
  bool (*end)(void);
  uint32_t (*number)(void);
  char (*pause)(void);
  void (*resume)(char pause);
};

/* NULL: there is none on this processor. */
const struct system_calls_by *system_calls_by_dispatch(void);

const struct system_calls_by *system_calls_by_tracer(void);

/* Who is told of one, from inside it. */
void system_calls_tell_now(void);

#endif
