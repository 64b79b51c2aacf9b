/* The pool whose source guided fuzzing is linked with: of either header, and by the contract's terms. */
#ifndef POOLPROOF_GUIDED_SUBJECT_H
#define POOLPROOF_GUIDED_SUBJECT_H

#include "lane_state.h"

/* Of the contract: compiled in, as `guided_terms.c` is written for each. */
struct terms guided_terms(void);

/* Its functions, as far as the contract promises anything of them. */
void guided_find(struct subject *subject, const struct terms *terms);

/* Whether create of bufferpool.h serves this configuration, and what it amounts to then. */
bool guided_serves(struct configuration *configuration);

/* Run an input in a process of its own, of a pool that never ends; which branches it reached comes back. False: it ended
 * otherwise than well. */
bool guided_run_apart(void (*run)(const uint8_t *data, size_t size), const uint8_t *data, size_t size);

#endif
