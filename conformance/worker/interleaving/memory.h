/* The subject's memory: the data of its libraries, its arena, and what it keeps for each thread. */
#ifndef POOLPROOF_INTERLEAVING_MEMORY_H
#define POOLPROOF_INTERLEAVING_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARTS_AT_MOST = 64, MEMORY_BYTES_AT_MOST = 1 << 20 };

struct part {
  unsigned char *start;
  size_t bytes;
};

/* Call before the subject is loaded, and after. False: there is more than can be kept. */
void memory_before_load(void);
bool memory_after_load(void);

/* Each text of the libraries that came with the subject. */
void memory_each_text(void (*add)(uint64_t start, uint64_t bytes));

/* Whether a library came with it. */
struct dl_phdr_info;
bool memory_is_of_subject(const struct dl_phdr_info *library);

/* A part of the storage of one thread. */
void memory_add_thread_storage(void *start, size_t bytes);

/* Whether an access there may meet another thread's. */
bool memory_is_shared(uint64_t address);

/* What is to be kept besides the arena. */
const struct part *memory_parts(uint32_t *count);

#endif
