/* What is one thread's own: its stack, and its thread-local storage. Where another one comes to it all the same (the node of a
 * queue of waiters, a cache from which others steal), it is shared from then on, and points there were missed before: the
 * search begins again. */
#ifndef POOLPROOF_INTERLEAVING_OWN_H
#define POOLPROOF_INTERLEAVING_OWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "access.h"

/* The thread-local storage of one thread. */
void own_add_storage(uint32_t thread, const void *start, size_t bytes, bool is_of_subject);

/* The thread has ended: what the subject had there is gone, and who looks finds rubbish. */
void own_spoil(uint32_t thread);

/* Whether this thread meets others there. */
bool own_is_shared(uint32_t thread, uint64_t address);

/* It does not come to an end: what it looks at of its own may be what others are to change. */
void own_open(uint32_t thread, const struct access *access);

/* Whether something became shared since the last call. */
bool own_has_changed(void);

#endif
