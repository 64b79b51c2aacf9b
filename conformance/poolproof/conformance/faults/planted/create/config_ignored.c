/* Whatever the config says, the pool has the default capacities. */
#define CONFIG_OF(config) sound_config_of(((void)(config), NULL))
#include "../../sound/pool.c"
