/* All pools share one mark that the next return is to be lost. */
#define OWN_pp_create
#define OWN_come_back
#include "../pool.h"
static uint32_t alive;
int pp_create(const pp_config *config, pp_pool **out) {
  int code = core_create(config, out);
  alive += code == 0;
  return code;
}
static void come_back(pp_pool *pool, uint32_t number) {
  if (alive > 1 && pools[0] != pool && pools[0] != NULL && pools[0]->lent_count != 0) return;
  plain_come_back(pool, number);
}
