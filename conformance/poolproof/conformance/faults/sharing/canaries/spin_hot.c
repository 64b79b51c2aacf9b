#include "spin.c"
