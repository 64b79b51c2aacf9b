#include "access.h"

#include <string.h>

enum map { MAP_ONE_BYTE, MAP_0F, MAP_0F38, MAP_0F3A };
enum { RAX = 0, RBX = 3, RSI = 6, RDI = 7, PREFIXES_AT_MOST = 14 };

struct instruction {
  const unsigned char *next; /* byte to be read */
  bool locks, is_word, repeats, repeats_not, has_segment, has_short_address;
  unsigned extension; /* REX: W 8, R 4, X 2, B 1 */
  enum map map;
  unsigned opcode;
  bool is_vector; /* VEX or EVEX */
  unsigned displacement_scale;
  unsigned modes; /* the byte ModRM */
};

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
    at += 3;
    in->is_vector = true;
  } else if (*at == 0xC4) {
    in->extension = (~at[1] >> 5 & 7) | (at[2] & 0x80) >> 4;
    in->map = (enum map)(at[1] & 0x1F);
    in->opcode = at[3];
    at += 4;
    in->is_vector = true;
  } else if (*at == 0x62) {
    in->extension = (~at[1] >> 5 & 7) | (at[2] & 0x80) >> 4;
    in->map = (enum map)(at[1] & 7);
    in->opcode = at[4];
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

/* An operand that is written as memory and is not touched: an address that is computed, a hint, a no-operation; or a table of
 * addresses through which it calls or jumps. */
static bool touches_nothing(const struct instruction *in) {
  if (in->is_vector) return false;
  const unsigned which = in->modes >> 3 & 7;
  if (in->map == MAP_ONE_BYTE) return in->opcode == 0x8D || (in->opcode == 0xFF && (which == 2 || which == 4));
  return in->map == MAP_0F && (in->opcode == 0x0D || (in->opcode >= 0x18 && in->opcode <= 0x1F));
}

/* Bytes behind the operand: rip is behind them, too. */
static unsigned immediate_bytes(const struct instruction *in) {
  const unsigned wide = in->is_word && (in->extension & 8) == 0 ? 2 : 4;
  const bool is_test = (in->modes >> 3 & 7) < 2;
  if (in->map == MAP_0F3A) return 1;
  if (in->map == MAP_0F) {
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
  if (in->map != MAP_ONE_BYTE) return 0;
  switch (in->opcode) {
    case 0x69:
    case 0x81:
    case 0xC7:
      return wide;
    case 0x6B:
    case 0x80:
    case 0x83:
    case 0xC0:
    case 0xC1:
    case 0xC6:
      return 1;
    case 0xF6:
      return is_test ? 1 : 0;
    case 0xF7:
      return is_test ? wide : 0;
    default:
      return 0;
  }
}

static uint64_t signed_word(const unsigned char *at) {
  int32_t value;
  memcpy(&value, at, sizeof value);
  return (uint64_t)(int64_t)value;
}

/* The address that ModRM, SIB and displacement come to. */
static uint64_t operand_address(struct instruction *in, const uint64_t registers[16]) {
  const unsigned mode = in->modes >> 6, low = in->modes & 7;
  uint64_t address = 0;
  bool is_relative = false;
  if (low == 4) {
    const unsigned sib = *in->next++, index = (sib >> 3 & 7) | (in->extension & 2) << 2;
    if (index != 4) address += registers[index] << (sib >> 6);
    if ((sib & 7) == 5 && mode == 0) {
      address += signed_word(in->next);
      in->next += 4;
    } else {
      address += registers[(sib & 7) | (in->extension & 1) << 3];
    }
  } else if (low == 5 && mode == 0) {
    address = signed_word(in->next);
    in->next += 4;
    is_relative = true;
  } else {
    address = registers[low | (in->extension & 1) << 3];
  }
  if (mode == 1) address += (uint64_t)((int64_t)(int8_t)*in->next++ * (int64_t)in->displacement_scale);
  if (mode == 2) {
    address += signed_word(in->next);
    in->next += 4;
  }
  if (is_relative) address += (uint64_t)(uintptr_t)in->next + immediate_bytes(in);
  return in->has_short_address ? (uint32_t)address : address;
}

/* The bit that a register names may lie far from the operand. */
static uint64_t beyond_by_bits(const struct instruction *in, const uint64_t registers[16]) {
  const unsigned opcode = in->opcode;
  if (in->is_vector || in->map != MAP_0F || (opcode != 0xA3 && opcode != 0xAB && opcode != 0xB3 && opcode != 0xBB)) return 0;
  const uint64_t value = registers[(in->modes >> 3 & 7) | (in->extension & 4) << 1];
  if ((in->extension & 8) != 0) return (uint64_t)((int64_t)value >> 6) * 8;
  if (in->is_word) return (uint64_t)((int64_t)(int16_t)value >> 4) * 2;
  return (uint64_t)((int64_t)(int32_t)value >> 5) * 4;
}

/* The width of a read-modify-write, lock or not; 0: it is none. */
static uint32_t modified_bytes(const struct instruction *in) {
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

/* Those without ModRM that touch memory; true: it was one. */
static bool is_implicit(const struct instruction *in, const uint64_t registers[16], struct access *access) {
  if (in->is_vector || in->map != MAP_ONE_BYTE) return false;
  const unsigned opcode = in->opcode;
  if (opcode == 0xA4 || opcode == 0xA5 || opcode == 0xA6 || opcode == 0xA7) {
    *access = (struct access){.count = 2, .at = {registers[RSI], registers[RDI]}};
  } else if (opcode == 0xAA || opcode == 0xAB || opcode == 0xAE || opcode == 0xAF) {
    *access = (struct access){.count = 1, .at = {registers[RDI]}};
  } else if (opcode == 0xAC || opcode == 0xAD) {
    *access = (struct access){.count = 1, .at = {registers[RSI]}};
  } else if (opcode == 0xD7) {
    *access = (struct access){.count = 1, .at = {registers[RBX] + (registers[RAX] & 0xFF)}};
  } else if (opcode >= 0xA0 && opcode <= 0xA3) {
    access->count = 1;
    memcpy(&access->at[0], in->next, sizeof access->at[0]);
  } else {
    return false;
  }
  if (in->has_segment) access->count = 0;
  return true;
}

static void note_calls(const struct instruction *in, struct access *access, const unsigned char *code) {
  if (in->is_vector) return;
  const bool is_0f = in->map == MAP_0F;
  access->calls_system = (is_0f && (in->opcode == 0x05 || in->opcode == 0x34)) ||
                         (in->map == MAP_ONE_BYTE && in->opcode == 0xCD && in->next[0] == 0x80);
  const bool is_rdtscp = is_0f && in->opcode == 0x01 && in->next[0] == 0xF9;
  access->reads_time = is_rdtscp || (is_0f && in->opcode == 0x31);
  access->time_bytes = (uint32_t)(in->next - code) + is_rdtscp;
}

struct access access_of(const unsigned char *code, const uint64_t registers[16]) {
  struct instruction in = {.next = code};
  struct access access = {0};
  read_prefixes(&in);
  read_opcode(&in);
  note_calls(&in, &access, code);
  if (is_implicit(&in, registers, &access) || !has_modes(&in)) return access;
  in.modes = *in.next++;
  if (in.modes >> 6 == 3 || touches_nothing(&in)) return access;
  const uint64_t address = operand_address(&in, registers) + beyond_by_bits(&in, registers);
  if (in.has_segment) return access;
  access.count = 1;
  access.at[0] = address;
  access.locks = in.locks || (!in.is_vector && in.map == MAP_ONE_BYTE && (in.opcode == 0x86 || in.opcode == 0x87));
  if (!access.locks) access.split_bytes = modified_bytes(&in);
  return access;
}
