#include "engine/traces.h"
