/* Which operations the contract has an answer for. What it leaves undefined is never done, whoever asks for it. */
#ifndef POOLPROOF_PROMISED_H
#define POOLPROOF_PROMISED_H

#include <stdbool.h>

#include "protocol.h"

/* What becomes of a get of this size, where it is too large, or of a return of this target, where that is not lent. Of what is
 * proper: refused, by no code. */
struct answer promised_answer(const struct terms *terms, const struct operation *operation);

/* Whether the operation has an answer, in whatever state the pool is. */
bool is_promised(const struct terms *terms, const struct operation *operation);

#endif
