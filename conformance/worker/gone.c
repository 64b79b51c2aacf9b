#include "gone.h"

void gone_note(struct gone_buffers *gone, const uint64_t *addresses, uint32_t known) {
  uint32_t kept = known < GONE_OF_A_POOL ? known : GONE_OF_A_POOL;
  for (uint32_t number = kept; number-- > 0;) { /* the first last: it is the most recent then */
    uint32_t place = gone->count++ % GONE_KEPT;
    gone->addresses[place] = addresses[number];
    gone->numbers[place] = number;
  }
}

uint64_t gone_address(const struct gone_buffers *gone, uint32_t index, int32_t *number) {
  uint32_t kept = gone->count < GONE_KEPT ? gone->count : GONE_KEPT;
  if (kept == 0) return 0;
  uint32_t place = (gone->count - 1 - index % kept) % GONE_KEPT;
  *number = (int32_t)gone->numbers[place];
  return gone->addresses[place];
}
