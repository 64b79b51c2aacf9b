/* Blocks of 192 bytes. See block_64.h. */
#define BLOCK_STRIDE 192
#define BLOCK_INVERSE 12297829382473034411
#define BLOCK_SHIFT 6
#define BLOCK_INDEX pool_index_192
