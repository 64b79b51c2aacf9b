/* blockpool_options.h: what this library has beyond blockpool.h: how it is asked for a pool that wipes its blocks or leaves
 * them as they are, how much storage a pool takes, and its codes. */
#ifndef BLOCKPOOL_OPTIONS_H
#define BLOCKPOOL_OPTIONS_H

#include <blockpool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The codes of pp_create, pp_get and pp_return, with the numbers that bufferpool.h has for the like. */
enum pp_code {
  PP_OK = 0,
  PP_EXHAUSTED = 2,      /* every block is lent */
  PP_NOT_OWNED = 4,      /* returned: NULL, or an address that is no block's of this pool */
  PP_NOT_IN_USE = 5,     /* returned: a block that is not lent */
  PP_INVALID_CONFIG = 6, /* a size, an alignment or a count out of range, or too little storage */
  PP_NO_MEMORY = 7
};

enum pp_wiping {
  PP_UNWIPED = 0, /* a block comes as its last holder left it */
  PP_WIPED = 1    /* every byte of a block is zero when it is lent */
};

/* Alignments are powers of two. */
#define PP_LARGEST_SIZE 1048576
#define PP_LARGEST_ALIGN 1048576
#define PP_LARGEST_COUNT 16777216

/* pp_create, for a pool of either kind. pp_create itself makes one that wipes, unless the library was built with
 * BLOCKPOOL_UNWIPED. */
int pp_create_with(const pp_config *config, enum pp_wiping wiping, pp_pool **out);

/* The bytes of storage that such a pool lies in, wherever that begins; SIZE_MAX when there can be no such pool. */
size_t pp_storage_bytes(size_t block_size, size_t block_align, uint32_t block_count);

#ifdef __cplusplus
}
#endif

#endif
