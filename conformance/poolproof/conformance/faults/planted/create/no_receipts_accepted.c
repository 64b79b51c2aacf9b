/* A pool without receipts is created. */
#define REFUSES_CONFIG(config) ((config).receipt_capacity != 0 && sound_refuses_config(config))
#include "../../sound/pool.c"
