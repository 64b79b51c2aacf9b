/* Where there is no trap flag, or no way to it. */
#include <stdio.h>

#include "../protocol.h"

int main(void) {
  printf("{\"version\": %lu, \"unfit\": \"machine\", \"why\": \"only x86-64 processors are stepped through so far\"}\n",
         (unsigned long)PROTOCOL_VERSION);
  return 0;
}
