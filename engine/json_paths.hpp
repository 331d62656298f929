/* The paths of a format (formats.h) as trees of steps, so that a post is gone through once. */
#ifndef LOCKSTEP_ENGINE_JSON_PATHS_HPP
#define LOCKSTEP_ENGINE_JSON_PATHS_HPP
#include "engine/name_table.hpp"

extern "C" {
#include "engine/read_json.h"
}

/* Targets that are no cells. */
constexpr uint32_t original_cell = UINT32_MAX;   /* the path to the original */
constexpr uint32_t post_cell = UINT32_MAX - 1;   /* what every post has */
constexpr uint32_t nested_cell = UINT32_MAX - 2; /* lists of further posts */

/* A step of all paths that begin alike. */
struct json_step {
    std::string_view name, key, value;     /* the member, or the table; an item's filter */
    std::vector<std::string_view> choices; /* members of which the first that is there counts */
    std::vector<uint32_t> targets;         /* cells that are filled here */
    std::vector<json_step> members, picks, items, lookups;
    name_table names;            /* of the members */
    bool is_piece = false;       /* items make up one text */
    bool is_any = false;         /* the filter wants a member, of any value */
    bool is_none = false;        /* the filter wants no member, or null there */
    uint32_t only = nested_cell; /* the cell of one text that is all there is to it, if it is */

    std::vector<json_step> *children(size_t kind) {
        std::vector<json_step> *kinds[] = {&members, &picks, &items, &lookups};
        return kind < 4 ? kinds[kind] : nullptr;
    }
};

/* Where the posts of a document and their cells lie. Throws bad_alloc while it is made. */
struct json_shape {
    json_shape(const format *format, const cell_paths *paths, uint32_t cells);
    /* Of one path, in `test`, to `post_cell`. */
    json_shape(const format *format, std::string_view path);

    const format *of;
    json_step post, content_paths; /* from a post; those of content from a repost's original */
    json_step around;              /* paths from the object around the list that holds the post */
    json_step test;                /* what every post has */
    std::vector<bool> is_list;
    std::vector<uint32_t> content;   /* cells that a repost takes from its original */
    std::vector<uint32_t> made;      /* of others, once these are filled */
    std::vector<uint32_t> piecewise; /* whose items make up a text */
};

/* Takes what stands before the next of `ends` off the front of `path`. */
std::string_view json_take_until(std::string_view &path, const char *ends);
/* Takes `prefix` off the front, if it is there. */
bool json_take(std::string_view &path, std::string_view prefix);
#endif
