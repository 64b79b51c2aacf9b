/* The subject's memory, kept and put back: its library's own data, and what it allocates, which is placed in an arena of ours
 * for as long as snapshots are taken. What a subject keeps elsewhere (thread-local storage, mappings made when it was loaded,
 * the kernel) is not put back: what is found this way is run again from a fresh pool before anyone believes it. */
#ifndef POOLPROOF_SNAPSHOT_H
#define POOLPROOF_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Find the subject's data by an address in its code, and direct its allocations into the arena from here on. False when there
 * is too much of it to keep. */
bool snapshot_init(const void *code_address);

/* Bytes that a snapshot takes now: it grows with what the subject allocates. */
size_t snapshot_bytes(void);

void snapshot_take(unsigned char *to);

/* `bytes`: what snapshot_bytes said when it was taken. Only what differs is written: read-only data never differ. */
void snapshot_restore(const unsigned char *from, size_t bytes);

#endif
