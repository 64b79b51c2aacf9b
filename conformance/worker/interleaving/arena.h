/* What the subject allocates lies in one place, which can be kept and put back. Nothing of it is used twice. */
#ifndef POOLPROOF_INTERLEAVING_ARENA_H
#define POOLPROOF_INTERLEAVING_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARENA_BYTES = 1 << 22 };

void arena_init(void);

unsigned char *arena_start(void);
size_t arena_used(void);
void arena_set_used(size_t bytes);
bool arena_holds(uint64_t address);

/* From here on allocations are the subject's, or are ours. Threads' own code says so by its selector (contexts.h). */
void arena_serve(bool is_subject);
bool arena_serves(void);

/* For what the harness hands over to the subject. NULL: there is no room. */
void *arena_take(size_t align, size_t bytes);

#endif
