/* Lists that a user gives: accounts by id or handle, words, holidays. */
#ifndef LOCKSTEP_EXPORT_LISTS_H
#define LOCKSTEP_EXPORT_LISTS_H
#include "engine/arena.h"
#include "engine/names.h"
#include "engine/redaction.h"

/* The first cell of each line, without '@' and case-folded; or, where the first line has a cell
 * "account", "account_id", "user_id", "handle", "username" or "screen_name", the cells below it. */
struct name_list {
    struct names names;
    const struct redaction *redaction; /* of the names that are read; NULL: none */
    bool given;
};
LOCKSTEP_MUST_CHECK lockstep_status name_list_read(struct name_list *out, const char *path,
                                                   lockstep_error *err);
/* Names parted by commas, case-folded. */
LOCKSTEP_MUST_CHECK lockstep_status name_list_split(struct name_list *out, const char *names,
                                                    lockstep_error *err);
bool name_list_has(const struct name_list *list, struct slice name);
/* The number of the name in `names`; UINT32_MAX where it is not on the list. */
uint32_t name_list_find(const struct name_list *list, struct slice name);
void name_list_release(struct name_list *list);

struct holiday {
    int64_t day; /* since 1970-01-01 */
    struct slice name;
};
struct holidays {
    struct holiday *items; /* by day */
    size_t count;
    bool given;
    struct arena arena;
};
/* CSV: date,name,country,kind, with a header or without; only the date is needed. EINPUT for a date
 * that is none. */
LOCKSTEP_MUST_CHECK lockstep_status holidays_read(struct holidays *out, const char *path,
                                                  lockstep_error *err);
bool is_holiday(const struct holidays *holidays, int64_t day);
void holidays_release(struct holidays *holidays);
#endif
