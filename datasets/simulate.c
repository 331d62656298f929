#include "engine/lockstep.h"
