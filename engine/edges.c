#include "engine/edges.h"
