/* The sound pool of the contract at hand. */
#define IS_SOUND
#include "pool.h"
