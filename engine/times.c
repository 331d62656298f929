#include "engine/times.h"
