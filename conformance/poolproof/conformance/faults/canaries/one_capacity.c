/* Only the default capacities are served; any other config is refused. */
#define POOL_NAME "one capacity"
#define REFUSES_CONFIG(config) ((config).soa_capacity != DEFAULT_BUFFERS || (config).receipt_capacity != DEFAULT_RECEIPTS)
#include "../sound/pool.c"
