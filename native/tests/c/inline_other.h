/* Operations of the header as a second file has them. */
#ifndef BUFFERPOOL_TESTS_INLINE_OTHER_H
#define BUFFERPOOL_TESTS_INLINE_OTHER_H

#include <bufferpool_inline.h>

int other_get_soa(bp_pool *pool, size_t size, bp_soa **out);
int other_return_soa(bp_pool *pool, bp_soa *buffer);

#endif
