#include "decoding.h"

#include <string.h>

enum { PREFIXES_AT_MOST = 14 };

static void read_prefixes(struct instruction *in) {
  for (int i = 0; i < PREFIXES_AT_MOST; ++i, ++in->next) {
    switch (*in->next) {
      case 0xF0:
        in->locks = true;
        break;
      case 0x66:
        in->is_word = true;
        break;
      case 0x64:
      case 0x65:
        in->has_segment = true;
        in->segment_is_fs = *in->next == 0x64;
        break;
      case 0x67:
        in->has_short_address = true;
        break;
      case 0xF2:
        in->repeats_not = true;
        break;
      case 0xF3:
        in->repeats = true;
        break;
      case 0x26:
      case 0x2E:
      case 0x36:
      case 0x3E:
        break;
      default:
        return;
    }
  }
}

/* What one byte of displacement counts in an EVEX instruction. */
static unsigned scale_of_evex(const unsigned char *prefix, enum map map, unsigned opcode) {
  const unsigned vector = 16u << (prefix[3] >> 5 & 3), element = (prefix[2] & 0x80) != 0 ? 8 : 4, simd = prefix[2] & 3;
  const bool is_scalar = simd >= 2;
  if ((prefix[3] & 0x10) != 0) return element;
  if (map == MAP_0F) {
    if (is_scalar && (opcode == 0x10 || opcode == 0x11)) return element;
    if (is_scalar &&
        (opcode == 0x2A || opcode == 0x2C || opcode == 0x2D || opcode == 0x51 || (opcode >= 0x58 && opcode <= 0x5F)))
      return element;
    if (opcode == 0x2E || opcode == 0x2F || opcode == 0x6E) return element;
    if (opcode == 0x7E) return simd == 2 ? 8 : element;
    if (opcode == 0x12 || opcode == 0x13 || opcode == 0x16 || opcode == 0x17 || opcode == 0xD6) return simd == 2 ? vector : 8;
    if (opcode == 0xC4) return 2;
    if ((opcode >= 0xD1 && opcode <= 0xD3) || (opcode >= 0xE1 && opcode <= 0xE2) || (opcode >= 0xF1 && opcode <= 0xF3))
      return 16;
  }
  if (map == MAP_0F38) {
    static const unsigned char broadcasts[][2] = {{0x18, 4}, {0x19, 8},  {0x1A, 16}, {0x1B, 32}, {0x58, 4},
                                                  {0x59, 8}, {0x5A, 16}, {0x5B, 32}, {0x78, 1},  {0x79, 2}};
    for (unsigned i = 0; i < sizeof broadcasts / sizeof broadcasts[0]; ++i) {
      if (opcode == broadcasts[i][0]) return broadcasts[i][1];
    }
    const unsigned part = opcode & 0x0F;
    if ((opcode >= 0x20 && opcode <= 0x25) || (opcode >= 0x30 && opcode <= 0x35) ||
        (simd == 2 && opcode >= 0x10 && opcode < 0x36)) {
      return part == 1 || part == 4 ? vector / 4 : part == 2 ? vector / 8 : vector / 2;
    }
  }
  if (map == MAP_0F3A) {
    if (opcode == 0x14 || opcode == 0x20) return 1;
    if (opcode == 0x15) return 2;
    if (opcode == 0x16 || opcode == 0x22) return element;
    if (opcode == 0x17 || opcode == 0x21) return 4;
    if (opcode == 0x18 || opcode == 0x19 || opcode == 0x38 || opcode == 0x39) return 16;
    if (opcode == 0x1A || opcode == 0x1B || opcode == 0x3A || opcode == 0x3B) return 32;
  }
  return vector;
}

static void read_opcode(struct instruction *in) {
  const unsigned char *at = in->next;
  if ((*at & 0xF0) == 0x40) in->extension = *at++ & 0x0F;
  in->displacement_scale = 1;
  if (*at == 0xC5) {
    in->extension = (at[1] & 0x80) != 0 ? 0 : 4;
    in->map = MAP_0F;
    in->opcode = at[2];
    in->vector_bytes = (at[1] & 4) != 0 ? 32 : 16;
    at += 3;
    in->is_vector = true;
  } else if (*at == 0xC4) {
    in->extension = (~at[1] >> 5 & 7) | (at[2] & 0x80) >> 4;
    in->map = (enum map)(at[1] & 0x1F);
    in->opcode = at[3];
    in->vector_bytes = (at[2] & 4) != 0 ? 32 : 16;
    at += 4;
    in->is_vector = true;
  } else if (*at == 0x62) {
    in->extension = (~at[1] >> 5 & 7) | (at[2] & 0x80) >> 4;
    in->map = (enum map)(at[1] & 7);
    in->opcode = at[4];
    in->vector_bytes = 64;
    in->displacement_scale = scale_of_evex(at, in->map, in->opcode);
    at += 5;
    in->is_vector = true;
  } else if (*at == 0x0F) {
    in->map = at[1] == 0x38 ? MAP_0F38 : at[1] == 0x3A ? MAP_0F3A : MAP_0F;
    at += in->map == MAP_0F ? 1 : 2;
    in->opcode = *at++;
  } else {
    in->opcode = *at++;
  }
  in->next = at;
}

static bool has_modes_of_one_byte(unsigned opcode) {
  if (opcode < 0x40) return (opcode & 7) < 4;
  return opcode == 0x63 || opcode == 0x69 || opcode == 0x6B || (opcode >= 0x80 && opcode <= 0x8F) || opcode == 0xC0 ||
         opcode == 0xC1 || opcode == 0xC6 || opcode == 0xC7 || (opcode >= 0xD0 && opcode <= 0xD3) ||
         (opcode >= 0xD8 && opcode <= 0xDF) || opcode == 0xF6 || opcode == 0xF7 || opcode == 0xFE || opcode == 0xFF;
}

static bool has_modes_of_0f(unsigned opcode) {
  switch (opcode) {
    case 0x04:
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x08:
    case 0x09:
    case 0x0B:
    case 0x0E:
    case 0x77:
    case 0xA0:
    case 0xA1:
    case 0xA2:
    case 0xA8:
    case 0xA9:
    case 0xAA:
      return false;
    default:
      return !((opcode >= 0x30 && opcode <= 0x37) || (opcode >= 0x80 && opcode <= 0x8F) || (opcode >= 0xC8 && opcode <= 0xCF));
  }
}

static bool has_modes(const struct instruction *in) {
  if (in->is_vector) return !(in->map == MAP_0F && in->opcode == 0x77);
  return in->map == MAP_ONE_BYTE ? has_modes_of_one_byte(in->opcode) : in->map != MAP_0F || has_modes_of_0f(in->opcode);
}

/* Bytes behind the opcode, and behind ModRM and what belongs to it where there is one: of those of one byte. */
static unsigned immediate_of_one_byte(const struct instruction *in) {
  const unsigned opcode = in->opcode, wide = in->is_word && (in->extension & 8) == 0 ? 2 : 4;
  const bool is_test = (in->modes >> 3 & 7) < 2;
  if (opcode < 0x40) return (opcode & 7) == 4 ? 1 : (opcode & 7) == 5 ? wide : 0;
  if ((opcode >= 0x70 && opcode <= 0x7F) || (opcode >= 0xE0 && opcode <= 0xE7) || (opcode >= 0xB0 && opcode <= 0xB7)) return 1;
  if (opcode >= 0xB8 && opcode <= 0xBF) return (in->extension & 8) != 0 ? 8 : wide;
  if (opcode >= 0xA0 && opcode <= 0xA3) return in->has_short_address ? 4 : 8;
  switch (opcode) {
    case 0x68:
    case 0x69:
    case 0x81:
    case 0xA9:
    case 0xC7:
      return wide;
    case 0x6A:
    case 0x6B:
    case 0x80:
    case 0x83:
    case 0xA8:
    case 0xC0:
    case 0xC1:
    case 0xC6:
    case 0xCD:
    case 0xEB:
      return 1;
    case 0xC2:
    case 0xCA:
      return 2;
    case 0xC8:
      return 3;
    case 0xE8:
    case 0xE9:
      return 4;
    case 0xF6:
      return is_test ? 1 : 0;
    case 0xF7:
      return is_test ? wide : 0;
    default:
      return 0;
  }
}

static unsigned immediate_bytes(const struct instruction *in) {
  if (in->map == MAP_0F3A) return 1;
  if (in->map == MAP_ONE_BYTE) return immediate_of_one_byte(in);
  if (in->map != MAP_0F) return 0;
  if (!in->is_vector && in->opcode >= 0x80 && in->opcode <= 0x8F) return 4;
  switch (in->opcode) {
    case 0x70:
    case 0x71:
    case 0x72:
    case 0x73:
    case 0xA4:
    case 0xAC:
    case 0xBA:
    case 0xC2:
    case 0xC4:
    case 0xC5:
    case 0xC6:
      return 1;
    default:
      return 0;
  }
}

struct instruction decode(const unsigned char *code) {
  struct instruction in = {.code = code, .next = code};
  read_prefixes(&in);
  read_opcode(&in);
  in.has_modes = has_modes(&in);
  if (in.has_modes) in.modes = *in.next++;
  return in;
}

bool decoded_has_memory(const struct instruction *in) { return in->has_modes && in->modes >> 6 != 3; }

bool decoded_is_relative(const struct instruction *in) {
  return decoded_has_memory(in) && in->modes >> 6 == 0 && (in->modes & 7) == 5;
}

/* SIB and displacement. */
static unsigned bytes_of_operand(const struct instruction *in) {
  if (!decoded_has_memory(in)) return 0;
  const unsigned mode = in->modes >> 6, low = in->modes & 7;
  const bool has_sib = low == 4, has_no_base = has_sib ? (*in->next & 7) == 5 : low == 5;
  const unsigned displacement = mode == 1 ? 1 : mode == 2 || has_no_base ? 4 : 0;
  return has_sib + displacement;
}

uint32_t decoded_bytes(const struct instruction *in) {
  return (uint32_t)(in->next - in->code) + bytes_of_operand(in) + immediate_bytes(in);
}

uint32_t bytes_of_instruction(const unsigned char *code) {
  const struct instruction in = decode(code);
  return decoded_bytes(&in);
}

static uint64_t signed_word(const unsigned char *at) {
  int32_t value;
  memcpy(&value, at, sizeof value);
  return (uint64_t)(int64_t)value;
}

uint64_t decoded_address(const struct instruction *in, const uint64_t registers[16]) {
  const unsigned mode = in->modes >> 6, low = in->modes & 7;
  const unsigned char *at = in->next;
  uint64_t address = 0;
  if (low == 4) {
    const unsigned sib = *at++, index = (sib >> 3 & 7) | (in->extension & 2) << 2;
    if (index != 4) address += registers[index] << (sib >> 6);
    const bool has_base = (sib & 7) != 5 || mode != 0;
    address += has_base ? registers[(sib & 7) | (in->extension & 1) << 3] : signed_word(at);
  } else if (low == 5 && mode == 0) {
    address = signed_word(at) + (uint64_t)(uintptr_t)in->code + decoded_bytes(in);
  } else {
    address = registers[low | (in->extension & 1) << 3];
  }
  if (mode == 1) address += (uint64_t)((int64_t)(int8_t)*at * (int64_t)in->displacement_scale);
  if (mode == 2) address += signed_word(at);
  return in->has_short_address ? (uint32_t)address : address;
}
