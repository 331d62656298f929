// simdjson behind a C face: the only C++ in lockstep.
#include <simdjson.h>
