#include "lacks.h"

#include <stdlib.h>
#include <string.h>

bool lacks(const char *what) {
  const size_t length = strlen(what);
  for (const char *each = getenv("POOLPROOF_LACKS"); each != NULL; each = strchr(each, ',')) {
    if (*each == ',') ++each;
    if (strncmp(each, what, length) == 0 && (each[length] == '\0' || each[length] == ',')) return true;
  }
  return false;
}
