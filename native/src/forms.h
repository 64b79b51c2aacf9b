/* The two forms of an operation that gains by instructions which not every processor has, and their names. Where there is one
 * form, it is the exported function itself. */
#ifndef BUFFERPOOL_FORMS_H
#define BUFFERPOOL_FORMS_H

#include "internal/export.h"

#ifdef BP_FORM_AVX2
#define BP_FORM(operation) operation##_avx2
#define BP_FORM_LINKAGE
#elif defined(BUFFERPOOL_DISPATCH)
#define BP_FORM(operation) operation##_baseline
#define BP_FORM_LINKAGE
#else
#define BP_FORM(operation) operation
#define BP_FORM_LINKAGE BP_EXPORT
#endif

#endif
