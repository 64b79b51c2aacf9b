/* The forms of the operation of lending.c. */
#ifndef BLOCKPOOL_LENDING_H
#define BLOCKPOOL_LENDING_H

#include <blockpool.h>

#include "../forms.h"

typedef int pp_get_form(pp_pool *pool, void **block);

pp_get_form pp_get_baseline, pp_get_avx2;

#endif
