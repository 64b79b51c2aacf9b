// Each refusal builds its message as a string, too long for the small one.
#include <string>

#include "../../sound/parts.h"

static int refuse(int status) {
  const std::string message = "the operation was refused with status " + std::to_string(status);
  return message.empty() ? BP_OK : status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
