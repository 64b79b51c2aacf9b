#include "spin.h"

#include "frame.h"
