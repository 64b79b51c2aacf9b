/* The C library's own allocator, under the names that it keeps for programs which replace malloc. */
#ifndef POOLPROOF_SYSTEM_MALLOC_H
#define POOLPROOF_SYSTEM_MALLOC_H

#include <stddef.h>
#include <stdint.h>

/* Find what has to be looked for: who looks for a name takes memory himself. Call once, before anything is counted. */
void system_malloc_init(void);

void *system_malloc(size_t bytes);
void *system_calloc(size_t count, size_t bytes);
void *system_realloc(void *block, size_t bytes);
void *system_memalign(size_t alignment, size_t bytes);
void system_free(void *block);
size_t system_usable_size(void *block);

/* Move the break, as sbrk does. */
void *system_sbrk(intptr_t increment);

/* Bytes that it has mapped at present, for blocks too large for its heap. */
uint64_t system_malloc_mapped_bytes(void);

/* Bytes of its heap, in use or not, which it moves the break for. */
uint64_t system_malloc_heap_bytes(void);

#endif
