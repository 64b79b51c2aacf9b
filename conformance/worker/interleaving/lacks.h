/* What the tests take away from a machine: an emulator is hard to have there. */
#ifndef POOLPROOF_INTERLEAVING_LACKS_H
#define POOLPROOF_INTERLEAVING_LACKS_H

#include <stdbool.h>

/* Whether the environment says so: POOLPROOF_LACKS=trap-flag, or breakpoints. */
bool lacks(const char *what);

#endif
