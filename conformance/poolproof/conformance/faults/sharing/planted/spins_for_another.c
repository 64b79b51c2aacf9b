/* It promises to be free of locks, and has one. */
#include "../canaries/spin.c"
