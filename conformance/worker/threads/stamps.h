/* What a holder writes over its whole block, and looks at before it returns it: who holds it, and in which operation. */
#ifndef POOLPROOF_THREADS_STAMPS_H
#define POOLPROOF_THREADS_STAMPS_H

#include <stdbool.h>
#include <stdint.h>

/* Of a thread, a block, and how many it wrote before: no two are alike, and none is 0. */
uint64_t stamp_of(uint32_t thread, uint32_t block, uint64_t written);

/* Whose it is; -1: it is no stamp. */
int32_t stamp_thread(uint64_t stamp);

void stamp_write(unsigned char *block, uint32_t bytes, uint64_t stamp);

/* Whether it stands everywhere; else *seen is what stands in its place. A word that repeats one byte can be looked for, too. */
bool stamp_stands(const unsigned char *block, uint32_t bytes, uint64_t stamp, uint64_t *seen);

#endif
