/* Blocks of 64 bytes: the inverse and the shift are those of index_lemma.h. */
#define BLOCK_STRIDE 64
#define BLOCK_INVERSE 1
#define BLOCK_SHIFT 6
#define BLOCK_INDEX pool_index_64
