/* The same workloads for adapters in C++. */
#include "block_kernels.c"
