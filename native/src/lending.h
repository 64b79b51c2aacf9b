/* The forms of the operations of lending.c. */
#ifndef BUFFERPOOL_LENDING_H
#define BUFFERPOOL_LENDING_H

#include <bufferpool.h>

#include "forms.h"

typedef int bp_get_soa_form(bp_pool *pool, size_t size, bp_soa **out);
typedef int bp_get_receipt_form(bp_pool *pool, bp_receipt **out);

bp_get_soa_form bp_get_soa_baseline, bp_get_soa_avx2;
bp_get_receipt_form bp_get_receipt_baseline, bp_get_receipt_avx2;

#endif
