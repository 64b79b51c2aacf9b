/* Where the kernel put what every process has from its start. */
#ifndef POOLPROOF_LAYOUT_H
#define POOLPROOF_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stretch {
  uintptr_t start;
  size_t bytes; /* 0: it is not known, or not there */
};

/* Above every frame of the main stack: the environment and what else the program was started with. */
struct stretch layout_above_stack(void);

/* The kernel's own page or pages. */
struct stretch layout_kernel_pages(void);

/* Where the loader begins; 0: there is none. */
uintptr_t layout_loader(void);

/* Whether a fault at this address is the main stack run over its limit: just below the lowest address that it may have. */
bool layout_beyond_stack(uintptr_t address);

#endif
