#if defined(__aarch64__)

#include <string.h>

#include "instruction.h"

/* An instruction is one of these where the bits of the mask are those of the pattern. */
struct kind {
  uint32_t mask, pattern;
  enum instruction_trait trait;
};

static const struct kind kinds[] = {
    {0xFFE0001F, 0xD4000001, INSTRUCTION_CALLS_SYSTEM}, /* svc */
    {0xFFFFFC1F, 0xD65F0000, INSTRUCTION_RETURNS},      /* ret */
    {0xFFFFFBFF, 0xD65F0BFF, INSTRUCTION_RETURNS},      /* retaa, retab */
    {0xFFFFFFE0, 0xD53BE040, INSTRUCTION_READS_TIME},   /* mrs of CNTVCT_EL0 */
    {0xFFFFFFE0, 0xD53BE0C0, INSTRUCTION_READS_TIME},   /* mrs of CNTVCTSS_EL0 */
    {0x3FE00000, 0x08400000, INSTRUCTION_CLAIMS},       /* ldxr, ldaxr */
    {0xBFE00000, 0x88600000, INSTRUCTION_CLAIMS},       /* ldxp, ldaxp */
    {0x3FC00000, 0x08000000, INSTRUCTION_LOCKS},        /* stxr, stlxr, stxp; of each exclusive pair, the store */
    {0x3FA07C00, 0x08A07C00, INSTRUCTION_LOCKS},        /* cas */
    {0xBFA07C00, 0x08207C00, INSTRUCTION_LOCKS},        /* casp */
    {0x3F208C00, 0x38200000, INSTRUCTION_LOCKS},        /* ldadd, ldclr, ldset and the like */
    {0x3F20FC00, 0x38208000, INSTRUCTION_LOCKS},        /* swp */
};

uint32_t instruction_traits(const unsigned char *code) {
  uint32_t word, traits = 0;
  memcpy(&word, code, sizeof word);
  for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; ++i) {
    if ((word & kinds[i].mask) == kinds[i].pattern) traits |= kinds[i].trait;
  }
  return traits;
}

#endif
