/* The sound pool of the contract at hand. */
#include "pool.h"
