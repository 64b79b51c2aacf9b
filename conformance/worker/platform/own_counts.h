/* Whether what the kernel counts of this process is its own. In an emulator of a processor it is not: the emulator's pages are
 * counted with it, and more of them for every instruction that is met for the first time. No pool may be blamed for those. */
#ifndef POOLPROOF_OWN_COUNTS_H
#define POOLPROOF_OWN_COUNTS_H

#include <stdbool.h>

/* Whether the size of the address space is told, and is that of the mappings: of so many pages more, so many more. Found once,
 * at the first call. */
bool own_counts_of_size(void);

/* Whether page faults are counted, and only those that this process takes: of so many pages each at its first touch. */
bool own_counts_of_page_faults(void);

/* Of this thread, as the kernel counts them. */
long own_page_faults(void);

#endif
