#define FIELDS
#define LOCK(pool) (void)(pool)
#define UNLOCK(pool) (void)(pool)
#include "frame.h"
