/* From the legs of a search, which begin where threads race, to those that begin at each access to what is shared: a schedule
 * of those does not depend on what a search took for raced for. */
#ifndef POOLPROOF_INTERLEAVING_REFINING_H
#define POOLPROOF_INTERLEAVING_REFINING_H

#include <stdint.h>

/* `path`: the threads of the legs from the beginning, the last one first; it is replaced. The new length; every access to what
 * is shared is a point from then on. Where there is no room, all stays as it is. */
uint32_t refine(uint8_t *path, uint32_t length, uint32_t at_most);

#endif
