/* JSON in: the C face of what is C++. One parser serves one thread. */
#ifndef LOCKSTEP_ENGINE_READ_JSON_H
#define LOCKSTEP_ENGINE_READ_JSON_H
#include "engine/buffer.h"
#include "engine/cells.h"

/* Where the posts of a document and their cells lie; does not change once made. */
struct json_shape;
/* NULL when memory is out. */
struct json_shape *json_shape_new(const struct format *format, const struct cell_paths *paths,
                                  uint32_t cells);
void json_shape_free(struct json_shape *shape);

struct json_parser;
struct json_parser *json_parser_new(void);
void json_parser_free(struct json_parser *parser);

/* Parses one document. `*problem` is NULL, or says why it is not JSON. `*repaired`: it held invalid
 * UTF-8, half a surrogate pair or NULs, now U+FFFD. The text has to stay as long as the document is
 * looked at, and BLOCK_PADDING bytes behind it must be readable. */
LOCKSTEP_MUST_CHECK lockstep_status json_parse(struct json_parser *parser, struct slice text,
                                               const char **problem, bool *repaired,
                                               lockstep_error *err);
/* The object around the list whose items are parsed next, for paths that begin with '^'; {NULL, 0}:
 * there is none. Its text is taken as that of a document. */
LOCKSTEP_MUST_CHECK lockstep_status json_around(struct json_parser *parser, struct slice text,
                                                lockstep_error *err);
/* Whether the document has a member at a path. */
bool json_has(const struct json_parser *parser, struct slice path, bool any_case);
/* Appends the names of the document's members, comma between. */
void json_names(const struct json_parser *parser, struct buffer *out);

enum json_found { JSON_END, JSON_POST, JSON_NO_POST };

/* Goes to the first post of the document parsed last. */
LOCKSTEP_MUST_CHECK lockstep_status json_first(struct json_parser *parser,
                                               const struct json_shape *shape, lockstep_error *err);
/* Fills the cells from the next post. Their texts lie in the document's, or else in `arena`. A
 * document without posts is one JSON_NO_POST. */
LOCKSTEP_MUST_CHECK lockstep_status json_next(struct json_parser *parser,
                                              const struct json_shape *shape, struct cell *cells,
                                              struct arena *arena, enum json_found *found,
                                              lockstep_error *err);
#endif
