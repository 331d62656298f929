#include "engine/coshares.h"
