#include "lacks.h"

#include <stdlib.h>
#include <string.h>

bool lacks(const char *what) {
  const char *lacking = getenv("POOLPROOF_LACKS");
  return lacking != NULL && strcmp(lacking, what) == 0;
}
