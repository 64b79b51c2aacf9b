/* Create opens a file that destroy never closes. */
#include <fcntl.h>

#define AFTER_CREATE(pool) open("/dev/null", O_RDONLY)
#include "../../sound/pool.c"
