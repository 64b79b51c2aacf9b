/* The same binding for adapters in C++. */
#include "binding.c"
