/* The sizes that a pool may have, and those that it has when nobody asks. */
#ifndef BUFFERPOOL_INTERNAL_LIMITS_H
#define BUFFERPOOL_INTERNAL_LIMITS_H

#define BP_CACHE_LINE 64

#define BP_DEFAULT_SOA_CAPACITY 16
#define BP_DEFAULT_RECEIPT_CAPACITY 1024
#define BP_LARGEST_SOA_CAPACITY 65536
#define BP_LARGEST_RECEIPT_CAPACITY 1048576

#endif
