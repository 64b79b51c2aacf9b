/* Tells what came of it: one object of JSON on standard output. */
#ifndef POOLPROOF_INTERLEAVING_TELLING_H
#define POOLPROOF_INTERLEAVING_TELLING_H

#include <stdbool.h>
#include <stdint.h>

#include "saying.h"
#include "search.h"
#include "state.h"

enum { LEGS_AT_MOST = 1 << 16 };

/* What went wrong, and how it came to it: run again from the beginning, up to the node and one leg of the thread on. */
void tell_path(const struct violation *wrong, uint32_t node, uint32_t thread, uint32_t preemptions, bool in_look);

/* The same of legs that are known: the thread of each, the first one first. */
void tell_legs(const struct violation *wrong, const uint8_t *legs, uint32_t count, uint32_t preemptions, bool in_look);

/* The events of the last leg, in order. `run`: the number of the stretch of one thread that they belong to. */
void tell_events(uint32_t run, bool *is_first);

#endif
