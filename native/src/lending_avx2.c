/* For processors with AVX2: a buffer is wiped by six stores, not twelve. With AVX-512 three would do, but they take a cycle
 * more as soon as the caller writes to the buffer, so there is no third form. */
#define BP_FORM_AVX2
#include "lending.c"
