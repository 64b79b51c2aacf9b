/* A state as bytes: all that decides what can come next. Two states are alike when their bytes are. */
#ifndef POOLPROOF_INTERLEAVING_SNAPSHOTS_H
#define POOLPROOF_INTERLEAVING_SNAPSHOTS_H

#include <stddef.h>
#include <stdint.h>

/* 128 bits: with so many, no two states of a run are taken for one by chance. */
struct digest {
  uint64_t first, second;
};

/* Write the present state there; the bytes written. */
size_t snapshots_take(unsigned char *to);
size_t snapshots_bytes_at_most(void);

/* Where each part of the one that was taken last ends: parts that change apart from each other. */
enum { SNAPSHOT_PARTS_AT_MOST = 7 };
const size_t *snapshots_parts(uint32_t *count);

void snapshots_put_back(const unsigned char *from);
struct digest snapshots_digest(const unsigned char *bytes, size_t count);

#endif
