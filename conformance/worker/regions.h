/* Where in the process lies what no buffer of a pool can be in, and what only a pool itself may know of: the address space by
 * who owns it. */
#ifndef POOLPROOF_REGIONS_H
#define POOLPROOF_REGIONS_H

#include <stdbool.h>
#include <stdint.h>

enum region {
  REGION_LIBRARY_CODE, /* with its constants: nobody writes there */
  REGION_LIBRARY_DATA,
  REGION_C_LIBRARY, /* without its data */
  REGION_WORKER,
  REGION_KERNEL,
  REGION_STACK,
  REGIONS
};

/* Look around once the subject is loaded. `code_address`: of one of its functions. */
void regions_init(const void *code_address);

/* So many bytes into the region, around and around. 0: no such region is known. */
uint64_t region_address(enum region region, uint64_t offset);

#endif
