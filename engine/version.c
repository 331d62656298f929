#include "engine/lockstep.h"

const char *lockstep_version(void) {
    return "lockstep " LOCKSTEP_VERSION " (" LOCKSTEP_LIBRARIES ")";
}
