/* The subject's text, and what is known of it. */
#ifndef POOLPROOF_INTERLEAVING_TEXTS_H
#define POOLPROOF_INTERLEAVING_TEXTS_H

#include <stdbool.h>
#include <stdint.h>

enum text_flag { TEXT_BEGINS = 1, TEXT_WITHIN = 2, TEXT_BROKEN = 4 };

struct text {
  uint64_t start, bytes;
  unsigned char *loaded; /* as it was */
  uint8_t *flags;        /* of each byte: of enum text_flag */
  uint32_t *slots;       /* of each that is broken */
};

/* Those of the libraries that came with the subject, made writable. False: the system does not let us. */
bool texts_open(void);

/* NULL: it is none of the subject's. */
struct text *text_of(uint64_t address);
struct text *texts_all(uint32_t *count);

/* Room for code so close to all of them that they can jump to each other. NULL: there is none. */
unsigned char *texts_room_near(uint64_t bytes);

#endif
