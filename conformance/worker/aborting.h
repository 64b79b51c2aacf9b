/* Which operations a contract promises to end the process. */
#ifndef POOLPROOF_ABORTING_H
#define POOLPROOF_ABORTING_H

#include <stdint.h>

#include "protocol.h"

enum aborting {
  ABORTS_NOT,
  ABORTS,
  ABORTS_OR_SUCCEEDS, /* either is as promised */
  ABORTS_OR_ANSWERS   /* either is as promised, as far as is known here */
};

/* Of an operation on a pool of `count` blocks, of which so many are lent. */
enum aborting aborting_by(const struct terms *terms, const struct operation *operation, uint64_t lent, uint64_t count);

#endif
