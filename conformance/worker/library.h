/* The subject's library as the loader placed it: what lies inside, and what its code, and the code that it calls, is named. */
#ifndef POOLPROOF_LIBRARY_H
#define POOLPROOF_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Find the library by an address in its code. Call once, after it is loaded. */
void library_find(const void *code_address);

/* Whether the address lies among its load segments. */
bool library_holds(uintptr_t address);

/* From the first of them to behind the last. */
void library_range(uintptr_t *first, uintptr_t *behind);

/* "bp_get_soa+0x3f", or "libpool.so+0x1149" where no exported function holds the address: what addr2line and a debugger take.
 */
void library_describe(uintptr_t address, char *text, size_t text_bytes);

/* The name of a function that the library calls, by its first address: the one under which the library imports it, "memset" and
 * not that of the variant which the C library picked for this processor. */
void library_describe_callee(uintptr_t address, char *text, size_t text_bytes);

#endif
