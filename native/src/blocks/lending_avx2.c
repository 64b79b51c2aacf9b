/* For processors with AVX2, as ../lending_avx2.c is: a line is wiped by two stores, not four. */
#define BP_FORM_AVX2
#include "lending.c"
