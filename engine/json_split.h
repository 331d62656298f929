/* Where records lie in JSON that is not one object a line: arrays of any size, values one behind
 * another, pretty-printed, and objects with the list of posts inside, such as Telegram's. Counts
 * brackets outside of strings; whether a record is valid is for the parser to say. Holds what is
 * open at the place reached, so that a source of any size is read in pieces. */
#ifndef LOCKSTEP_ENGINE_JSON_SPLIT_H
#define LOCKSTEP_ENGINE_JSON_SPLIT_H
#include "engine/buffer.h"

enum { JSON_SPLIT_DEPTH = 16 };

struct json_split {
    const char *lists;   /* paths of the lists whose items are records: "messages", or
                            "messages|chats.list[].messages"; NULL: records are the values themselves,
                            or the items of an array around all */
    struct buffer path;  /* of the innermost open container */
    struct buffer facts; /* {"id":1,"name":"x", : what stood before the list in the object that
                            holds it; short values only */
    struct json_open {
        size_t path_size; /* of the container around it */
        bool is_object, holds_records;
    } open[JSON_SPLIT_DEPTH];
    size_t depth;
    bool failed; /* memory ran out */
};

/* Bytes to pass over, and bytes of whole records behind them, divided by commas and white space.
 * Both 0: the text must go on first. */
struct json_cut {
    size_t skip, size;
};

/* Goes on from the start of `text`, which follows what was passed over or cut before. O(size). */
struct json_cut json_split_next(struct json_split *split, struct slice text);
/* The facts as an object; {NULL, 0} when there are none, or memory is out (`failed`). Valid until
 * the next call with this split. */
struct slice json_split_facts(struct json_split *split);
void json_split_release(struct json_split *split);

/* Takes the next record off the front of what was cut; false at its end. A record that never ends
 * is all the rest. */
bool json_next_value(struct slice *rest, struct slice *value);

/* Appends `text`, cut off anywhere, up to the last of its commas, and closes what is open there: so
 * that the first record of a long document can be looked at. */
void json_close(struct buffer *out, struct slice text);
#endif
