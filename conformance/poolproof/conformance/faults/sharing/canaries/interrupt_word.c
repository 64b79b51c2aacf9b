/* Between interrupts of one processor a locked word is enough. */
#include "one_word.c"
