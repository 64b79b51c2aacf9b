/* Tells what came of it: one object of JSON on standard output. */
#ifndef POOLPROOF_INTERLEAVING_TELLING_H
#define POOLPROOF_INTERLEAVING_TELLING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "search.h"
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

/* What went wrong, and how it came to it: run again from the beginning, up to the node and one leg of the thread on. */
void tell_path(const struct violation *wrong, uint32_t node, uint32_t thread, uint32_t preemptions, bool in_look);

/* The events of the last leg, in order. `run`: the number of the stretch of one thread that they belong to. */
void tell_events(uint32_t run, bool *is_first);

#endif
