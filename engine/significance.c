#include "engine/significance.h"
