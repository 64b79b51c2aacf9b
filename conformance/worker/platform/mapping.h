/* Pages of address space, by the system calls themselves: mmap and its like are the names of what is counted. */
#ifndef POOLPROOF_MAPPING_H
#define POOLPROOF_MAPPING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The calls, as the C library makes them: the error is in errno. */
void *mapping_mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset);
int mapping_munmap(void *address, size_t bytes);
void *mapping_mremap(void *address, size_t old_bytes, size_t new_bytes, int flags, void *wanted);

/* Address space that nobody can touch, and that costs nothing; NULL: there is none, and errno says why. */
void *mapping_reserve(size_t bytes);

/* What is there becomes such address space: its memory goes. */
void mapping_renew(void *start, size_t bytes);

/* Memory that is shared with the processes that have the descriptor; -1: with those that are started. NULL: as above. */
void *mapping_share(int descriptor, size_t bytes);

#endif
