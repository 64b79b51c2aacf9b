/* Create makes the umask private, for a file that it might write one day. */
#include <sys/stat.h>

#include "../../sound/parts.h"

#define AFTER_CREATE(pool) ((void)umask(0077))

#include "../../sound/pool.c"
