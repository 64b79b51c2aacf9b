/* Numbers by the digests of what they stand for. It grows as it must. */
#ifndef POOLPROOF_INTERLEAVING_TABLE_H
#define POOLPROOF_INTERLEAVING_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "snapshots.h"

enum { NO_NUMBER = UINT32_MAX };

struct table {
  struct table_place *places;
  uint32_t room, count;
};

/* The number of this digest; where it has none yet, `next` becomes it. NO_NUMBER: there is no room. */
uint32_t table_number(struct table *table, struct digest digest, uint32_t next);

void table_empty(struct table *table);
size_t table_bytes(const struct table *table);

#endif
