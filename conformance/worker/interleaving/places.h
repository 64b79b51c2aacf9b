/* Where the stretches of a schedule end, by the library's own code: for a program that is to stop threads there. */
#ifndef POOLPROOF_INTERLEAVING_PLACES_H
#define POOLPROOF_INTERLEAVING_PLACES_H

#include <stdint.h>

/* Run these legs again from the beginning, twice, and tell a list. `legs`: the thread of each; `leg` runs one. */
void tell_places(const unsigned char *beginning, const uint8_t *legs, uint32_t count, int (*leg)(uint32_t));

#endif
