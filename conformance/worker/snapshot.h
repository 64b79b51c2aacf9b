/* The subject's memory, kept and put back: its library's own data, the storage that it was given, and what it allocates, which
 * is placed in an arena of ours for as long as snapshots are taken. What a subject keeps elsewhere (thread-local storage,
 * mappings made when it was loaded, the kernel) is not put back: what is found this way is run again from a fresh pool before
 * anyone believes it. */
#ifndef POOLPROOF_SNAPSHOT_H
#define POOLPROOF_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Find the subject's data by an address in its code, and direct its allocations into the arena from here on. False when there
 * is too much of it to keep. */
bool snapshot_init(const void *code_address);

/* These bytes are the subject's, too; no bytes are none. False when they are too many to keep. */
bool snapshot_add(void *start, size_t bytes);

/* Bytes of memory that a snapshot looks at: it grows with what the subject allocates. */
size_t snapshot_bytes(void);

/* Keep the memory as it is now: snapshots hold what differs from it, a few lines where all of it is kilobytes. False when there
 * is no room. Memory that is allocated later counts as blank. */
bool snapshot_set_base(void);

/* How many bytes it wrote; 0 when there is no room for as many as it might need. Snapshots of the same memory are the same. */
size_t snapshot_take(unsigned char *to, size_t room);

/* Only what differs from the present memory is written: read-only data never differ. */
void snapshot_restore(const unsigned char *from);

#endif
