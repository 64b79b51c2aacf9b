/* The forms of the operations of lending.c, and their names. Where there is one form, it is the exported function itself. */
#ifndef BUFFERPOOL_LENDING_H
#define BUFFERPOOL_LENDING_H

#include <bufferpool.h>

#include "internal/export.h"

#if defined(BP_LENDING_AVX2)
#define BP_LENDING(operation) operation##_avx2
#define BP_LENDING_LINKAGE
#elif defined(BUFFERPOOL_DISPATCH)
#define BP_LENDING(operation) operation##_baseline
#define BP_LENDING_LINKAGE
#else
#define BP_LENDING(operation) operation
#define BP_LENDING_LINKAGE BP_EXPORT
#endif

typedef int bp_get_soa_form(bp_pool *pool, size_t size, bp_soa **out);
typedef int bp_get_receipt_form(bp_pool *pool, bp_receipt **out);

bp_get_soa_form bp_get_soa_baseline, bp_get_soa_avx2;
bp_get_receipt_form bp_get_receipt_baseline, bp_get_receipt_avx2;

#endif
