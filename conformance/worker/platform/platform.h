/* The seam between the worker and the machine: whatever hangs on Linux, on the processor or on the size of a page goes through
 * here, and stands nowhere else. Include this, and none of the headers below.
 *
 *   page            how large a page is
 *   mapping         pages of address space, past the mmap that is counted
 *   system_malloc   the C library's own allocator, behind ours
 *   segments        what is loaded, and where; names of what a library imports
 *   layout          where the kernel put the main stack, the loader, and its own pages
 *   own_counts      what the kernel counts of this process: page faults, address space; whether that is its own
 *   system_calls    those of this thread, caught as they are made
 *   steps           instructions of this thread, one by one; what sort each is
 *   tracer          another process that does both where this one can't by itself; see tracing.c
 *   time_stamp      the processor's counter of time
 *   registers       a call into the subject, with known values in the registers that it must keep
 *   frames          who called
 *   signals         handlers that work while system calls are caught; what a fault did
 *   process         processes and threads: their ends, and whom they may reach
 *   lacks           what tests take away of all this
 *
 * A file whose name ends in a processor's is compiled for that one alone; one that ends in "elsewhere", for all that have no
 * file of their own. Where something is not to be had, it says so when it is begun, and what rests on it is unknown. */
#ifndef POOLPROOF_PLATFORM_H
#define POOLPROOF_PLATFORM_H

#include "fence.h"
#include "frames.h"
#include "lacks.h"
#include "layout.h"
#include "mapping.h"
#include "own_counts.h"
#include "page.h"
#include "process.h"
#include "registers.h"
#include "segments.h"
#include "signals.h"
#include "statm.h"
#include "steps.h"
#include "system_calls.h"
#include "system_malloc.h"
#include "time_stamp.h"
#include "tracer.h"

#endif
