#include "widths.h"

enum { SSE_BYTES = 16, X87_BYTES = 16, X87_STATE_BYTES = 128, FXSAVE_BYTES = 512, XSAVE_BYTES = 16384 };

static uint32_t wide_bytes(const struct instruction *in) { return (in->extension & 8) != 0 ? 8 : in->is_word ? 2 : 4; }
static unsigned which_of(const struct instruction *in) { return in->modes >> 3 & 7; }

static uint32_t width_of_one_byte(const struct instruction *in) {
  const unsigned opcode = in->opcode, which = which_of(in);
  if (opcode == 0x63) return 4;
  if (opcode == 0x69 || opcode == 0x6B) return wide_bytes(in);
  if (opcode == 0x82 || opcode == 0xD7) return 1;
  if (opcode == 0x83) return wide_bytes(in);
  if (opcode == 0x8F || (opcode == 0xFF && which >= 2)) return 8;
  if (opcode == 0x8C || opcode == 0x8E) return 2;
  if (opcode == 0xD9 || opcode == 0xDD) return which == 4 || which == 6 ? X87_STATE_BYTES : X87_BYTES;
  if (opcode >= 0xD8 && opcode <= 0xDF) return X87_BYTES;
  return (opcode & 1) != 0 ? wide_bytes(in) : 1;
}

static uint32_t width_of_0f(const struct instruction *in) {
  const unsigned opcode = in->opcode, which = which_of(in);
  if (opcode == 0xB6 || opcode == 0xBE || opcode == 0xB0 || opcode == 0xC0) return 1;
  if (opcode == 0xB7 || opcode == 0xBF) return 2;
  if ((opcode >= 0x40 && opcode <= 0x4F) || (opcode >= 0xA3 && opcode <= 0xAD) || (opcode >= 0xAF && opcode <= 0xBD) ||
      opcode == 0xC1 || opcode == 0xC3)
    return wide_bytes(in);
  if (opcode == 0xC7) return which == 1 ? 2 * ((in->extension & 8) != 0 ? 8 : 4) : XSAVE_BYTES;
  if (opcode == 0xAE) return which == 2 || which == 3 ? 4 : which == 7 ? 64 : which < 2 ? FXSAVE_BYTES : XSAVE_BYTES;
  return SSE_BYTES;
}

uint32_t width_of(const struct instruction *in) {
  if (in->is_vector) return in->vector_bytes;
  if (in->map == MAP_ONE_BYTE) return width_of_one_byte(in);
  return in->map == MAP_0F ? width_of_0f(in) : SSE_BYTES;
}

static bool may_store_x87(unsigned opcode, unsigned which) {
  switch (opcode) {
    case 0xD9:
      return which != 0 && which != 4 && which != 5;
    case 0xDB:
      return which != 0 && which != 5;
    case 0xDD:
      return which != 0 && which != 4;
    case 0xDF:
      return which != 0 && which != 4 && which != 5;
    default:
      return false;
  }
}

static bool may_store_one_byte(const struct instruction *in) {
  const unsigned opcode = in->opcode, which = which_of(in);
  if (opcode < 0x40) return (opcode & 7) < 2 && opcode < 0x38;
  if (opcode >= 0xD8 && opcode <= 0xDF) return may_store_x87(opcode, which);
  switch (opcode) {
    case 0x63:
    case 0x69:
    case 0x6B:
    case 0x84:
    case 0x85:
    case 0x8A:
    case 0x8B:
    case 0x8E:
      return false;
    case 0x80:
    case 0x81:
    case 0x83:
      return which != 7;
    case 0xF6:
    case 0xF7:
      return which == 2 || which == 3;
    case 0xFF:
      return which < 2;
    default:
      return true;
  }
}

static bool may_store_0f(const struct instruction *in) {
  const unsigned opcode = in->opcode;
  if (opcode == 0xBA) return which_of(in) != 4;
  if (!in->is_vector && ((opcode >= 0x40 && opcode <= 0x4F) || opcode == 0xA3 || opcode == 0xAF ||
                         (opcode >= 0xB6 && opcode <= 0xB8) || (opcode >= 0xBC && opcode <= 0xBF)))
    return false;
  const bool loads = opcode == 0x10 || opcode == 0x12 || (opcode >= 0x14 && opcode <= 0x16) || opcode == 0x28 ||
                     opcode == 0x2A || (opcode >= 0x2C && opcode <= 0x2F) || (opcode >= 0x51 && opcode <= 0x70) ||
                     (opcode >= 0x74 && opcode <= 0x76) || opcode == 0x7C || opcode == 0x7D || opcode == 0xC2 ||
                     (opcode >= 0xC4 && opcode <= 0xC6) || (opcode >= 0xD0 && opcode <= 0xD5) ||
                     (opcode >= 0xD8 && opcode <= 0xE6) || (opcode >= 0xE8 && opcode <= 0xFE);
  return !loads;
}

bool may_store(const struct instruction *in) {
  if (in->map == MAP_ONE_BYTE && !in->is_vector) return may_store_one_byte(in);
  if (in->map == MAP_0F) return may_store_0f(in);
  const unsigned opcode = in->opcode;
  const bool is_evex = in->vector_bytes == 64;
  if (in->map == MAP_0F3A) return (opcode >= 0x14 && opcode <= 0x1D) || opcode == 0x39 || opcode == 0x3B || is_evex;
  return is_evex || opcode == 0x2E || opcode == 0x2F || opcode == 0x8E || opcode == 0xF1;
}

uint32_t modified_bytes(const struct instruction *in) {
  const unsigned which = in->modes >> 3 & 7, opcode = in->opcode;
  const uint32_t wide = (in->extension & 8) != 0 ? 8 : in->is_word ? 2 : 4;
  const uint32_t by_lowest_bit = (opcode & 1) != 0 ? wide : 1;
  if (in->is_vector) return 0;
  if (in->map == MAP_ONE_BYTE) {
    if (opcode < 0x38 && (opcode & 7) < 2) return by_lowest_bit;
    if (opcode == 0x80) return which != 7 ? 1 : 0;
    if (opcode == 0x81 || opcode == 0x83) return which != 7 ? wide : 0;
    if (opcode == 0xFE || opcode == 0xFF) return which < 2 ? by_lowest_bit : 0;
    if (opcode == 0xF6 || opcode == 0xF7) return which == 2 || which == 3 ? by_lowest_bit : 0;
    if (opcode == 0x86 || opcode == 0x87 || opcode == 0xC0 || opcode == 0xC1 || (opcode >= 0xD0 && opcode <= 0xD3))
      return by_lowest_bit;
  }
  if (in->map != MAP_0F) return 0;
  if (opcode == 0xB0 || opcode == 0xB1 || opcode == 0xC0 || opcode == 0xC1) return by_lowest_bit;
  if (opcode == 0xAB || opcode == 0xB3 || opcode == 0xBB || (opcode == 0xBA && which > 4)) return wide;
  if (opcode == 0xA4 || opcode == 0xA5 || opcode == 0xAC || opcode == 0xAD) return wide;
  if (opcode == 0xC7 && which == 1) return (in->extension & 8) != 0 ? 16 : 8;
  return 0;
}
