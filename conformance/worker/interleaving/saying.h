/* The words of what is told: one object of JSON on standard output. */
#ifndef POOLPROOF_INTERLEAVING_SAYING_H
#define POOLPROOF_INTERLEAVING_SAYING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "state.h"

/* Where it is told: what the subject prints goes to standard error. False: there is no place. */
extern FILE *told;
bool telling_init(void);

/* How it is told what went wrong. */
const char *telling_name(enum wrong wrong);

/* A text as JSON has it. */
void tell_text(const char *text);

/* Nothing can be said, for this reason. `whose`: "machine" or "subject". */
void tell_unfit(const char *whose, const char *why);

/* A call, or an answer to one. `run`: the number of the stretch of one thread that it belongs to. */
void tell_event(const struct event *event, uint32_t run, bool is_first);

#endif
