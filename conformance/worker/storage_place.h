/* A place for storage: some bytes between pages of no access, aligned as asked for, and to nothing more where neither edge is
 * to be at such a page. */
#ifndef POOLPROOF_STORAGE_PLACE_H
#define POOLPROOF_STORAGE_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"

enum { SLACK_BYTES = 512 };

struct storage_place {
  uintptr_t outer; /* with the pages of no access */
  size_t outer_bytes;
  uintptr_t open; /* what can be touched */
  size_t open_bytes;
  uintptr_t start;
  size_t bytes;
  size_t before; /* what can be touched next to it, up to SLACK_BYTES on either side */
  size_t behind;
};

/* `place`: its bytes are known. At the end or the beginning of what can be touched there are as few bytes next to it as the
 * alignment allows; anywhere else, SLACK_BYTES at least. False: it is not to be had. */
bool storage_place_map(struct storage_place *place, size_t align, enum placement placement);
void storage_place_unmap(const struct storage_place *place);

/* From here on nobody can touch it, or as before. */
void storage_place_close(const struct storage_place *place);
void storage_place_open(const struct storage_place *place);

/* Pages of address space that all places take. */
uint64_t storage_pages(void);

#endif
