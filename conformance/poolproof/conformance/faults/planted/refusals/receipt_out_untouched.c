/* A refused receipt leaves *out as it was. */
#define HAND_OUT_NO_RECEIPT(pool, out) ((void)(out))
#include "../../sound/pool.c"
