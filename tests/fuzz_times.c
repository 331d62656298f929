/* A moment that can be read is written and read again as the same moment. */
#include "engine/times.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int64_t time, again;
    enum time_precision precision;
    char text[TIME_TEXT];
    if (duration_parse((struct slice){(const char *) data, size}, &time) && time <= 0) abort();
    if (!time_parse((struct slice){(const char *) data, size}, &time, &precision)) return 0;
    if (!time_parse(slice_of(time_format(text, time)), &again, &precision) || again != time)
        abort();
    return 0;
}
