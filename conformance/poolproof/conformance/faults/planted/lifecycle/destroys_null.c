/* Destroying NULL is a crash. */
#define RELEASE sound_release
#include "../../sound/pool.c"
