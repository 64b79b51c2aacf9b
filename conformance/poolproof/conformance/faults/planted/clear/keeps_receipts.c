/* The receipts are not reset. */
#define CLEAR_ALL(pool) FREE_ALL(pool)
#include "../../sound/pool.c"
