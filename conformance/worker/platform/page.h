/* The page: what can be mapped, closed and counted at once. */
#ifndef POOLPROOF_PAGE_H
#define POOLPROOF_PAGE_H

#include <stddef.h>
#include <stdint.h>

/* Of this machine: 4 KiB on most, 16 or 64 KiB on some. Always a power of two. */
size_t page_bytes(void);

/* What the kernel counts in. The same, but where somebody stands between it and the C library. */
size_t page_bytes_of_kernel(void);

/* So many bytes, in whole pages. */
static inline size_t page_whole(size_t bytes) { return (bytes + page_bytes() - 1) & ~(page_bytes() - 1); }

#endif
