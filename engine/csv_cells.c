#include "engine/csv_cells.h"
