/* The parts of an x86-64 instruction. */
#ifndef POOLPROOF_INTERLEAVING_DECODING_H
#define POOLPROOF_INTERLEAVING_DECODING_H

#include <stdbool.h>
#include <stdint.h>

enum map { MAP_ONE_BYTE, MAP_0F, MAP_0F38, MAP_0F3A };
enum { RAX = 0, RBX = 3, RSP = 4, RSI = 6, RDI = 7 };

struct instruction {
  const unsigned char *code; /* its first byte */
  const unsigned char *next; /* behind the opcode, or behind the byte ModRM where there is one */
  bool locks, is_word, repeats, repeats_not, has_segment, has_short_address;
  bool segment_is_fs;
  unsigned extension; /* REX: W 8, R 4, X 2, B 1 */
  enum map map;
  unsigned opcode;
  bool is_vector;        /* VEX or EVEX */
  unsigned vector_bytes; /* of a whole register */
  unsigned displacement_scale;
  bool has_modes;
  unsigned modes; /* the byte ModRM */
};

struct instruction decode(const unsigned char *code);

/* Whether an operand is written as memory. */
bool decoded_has_memory(const struct instruction *in);

/* Whether that is so by the place of the instruction; its displacement is then at `next`. */
bool decoded_is_relative(const struct instruction *in);

/* The address that it comes to, without a segment. The registers as instructions number them. */
uint64_t decoded_address(const struct instruction *in, const uint64_t registers[16]);

/* Of the whole instruction. */
uint32_t decoded_bytes(const struct instruction *in);
uint32_t bytes_of_instruction(const unsigned char *code);

#endif
