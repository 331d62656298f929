#include "engine/canonical.h"
