#include "engine/posts.h"
