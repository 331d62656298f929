#include "engine/pictures.h"

static bool holds(struct slice text, struct slice part) {
    for (size_t at = 0; at + part.size <= text.size; at++)
        if (memcmp(text.at + at, part.at, part.size) == 0) return true;
    return false;
}

static bool ends_in(struct slice text, struct slice end) {
    return text.size >= end.size && memcmp(text.at + text.size - end.size, end.at, end.size) == 0;
}

static struct slice up_to_any(struct slice text, const char *ends) {
    size_t size = 0;
    while (size < text.size && !strchr(ends, text.at[size]))
        size++;
    return (struct slice){text.at, size};
}

/* What stands behind the last '/'. */
static struct slice tail(struct slice text) {
    size_t at = text.size;
    while (at && text.at[at - 1] != '/')
        at--;
    return (struct slice){text.at + at, text.size - at};
}

/* X serves a picture in several sizes, "…/Ku27b_normal.jpg"; the name before it is the file's. */
static struct slice without_size(struct slice address) {
    static const char *const sizes[] = {"_normal",  "_bigger",          "_mini", "_x96", "_200x200",
                                        "_400x400", "_reasonably_small"};
    struct slice name = address;
    while (name.size && name.at[name.size - 1] != '.' && name.at[name.size - 1] != '/')
        name.size--;
    if (name.size && name.at[name.size - 1] == '.')
        name.size--;
    else
        name = address;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (ends_in(name, slice_of(sizes[i])))
            return (struct slice){name.at, name.size - strlen(sizes[i])};
    return address;
}

struct slice picture_key(struct slice picture) {
    struct slice address = up_to_any(picture, "?#");
    if (holds(address, SLICE("/img/avatar"))) return up_to_any(tail(address), "@");
    return holds(address, SLICE("twimg.com/")) ? without_size(address) : address;
}

bool picture_is_default(struct slice picture) {
    static const char *const parts[] = {"/default_profile_images/", "avatars/original/missing.png",
                                        "/images/avi.png", "redditstatic.com/avatars/defaults/",
                                        "/images/camera_"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (holds(picture, slice_of(parts[i]))) return true;
    return false;
}
