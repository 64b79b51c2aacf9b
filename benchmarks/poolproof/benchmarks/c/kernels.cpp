/* The same workloads for adapters in C++. */
#include "kernels.c"
