/* The ways of stepping. */
#ifndef POOLPROOF_STEPS_BY_H
#define POOLPROOF_STEPS_BY_H

#include <stdbool.h>

#include "counting.h"

struct steps_by {
  bool (*init)(void); /* false: it is not to be had */
  void (*begin)(void);
  void (*end)(void);
  void (*on)(void);
  void (*off)(void);
  bool (*are_on)(void);
  volatile struct step_count *counting;
};

/* NULL: there is none on this processor. */
const struct steps_by *steps_by_flag(void);

const struct steps_by *steps_by_tracer(void);

#endif
