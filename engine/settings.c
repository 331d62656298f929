#include "engine/settings.h"

#include "engine/error.h"
#include "engine/fields.h"
#include "engine/memory.h"
#include "engine/reader.h"
#include "engine/traces.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

typedef lockstep_status (*set_fn)(struct lockstep_settings *settings, const char *value,
                                  lockstep_error *err);

static lockstep_status expected(lockstep_error *err, const char *name, const char *value,
                                const char *what) {
    return fail(err, LOCKSTEP_EARG, "--%s: expected %s, found \"%s\"", name, what, value);
}

static lockstep_status set_duration(int64_t *out, const char *name, const char *value,
                                    lockstep_error *err) {
    if (duration_parse(slice_of(value), out)) return LOCKSTEP_OK;
    return expected(err, name, value, "a duration such as 500ms, 60s, 5m, 1h or 1d");
}

static bool parse_unsigned(const char *value, uint64_t *out) {
    char *end;
    errno = 0;
    *out = strtoull(value, &end, 10);
    return *value >= '0' && *value <= '9' && *end == '\0' && errno == 0;
}

static lockstep_status set_count(uint32_t *out, const char *name, const char *value, uint32_t least,
                                 lockstep_error *err) {
    uint64_t number;
    char what[64];
    snprintf(what, sizeof what, "a whole number of at least %u", least);
    if (!parse_unsigned(value, &number) || number < least || number > UINT32_MAX)
        return expected(err, name, value, what);
    *out = (uint32_t) number;
    return LOCKSTEP_OK;
}

static bool parse_real(const char *value, double *out) {
    char *end;
    *out = strtod(value, &end);
    return end != value && *end == '\0' && isfinite(*out);
}

/* In (0, 1] or [0, 1]. */
static lockstep_status set_fraction(double *out, const char *name, const char *value, bool zero,
                                    lockstep_error *err) {
    double number;
    if (!parse_real(value, &number) || number > 1 || number < 0 || (number <= 0 && !zero))
        return expected(err, name, value,
                        zero ? "a number from 0 to 1" : "a number above 0, up to 1");
    *out = number;
    return LOCKSTEP_OK;
}

static lockstep_status keep(struct lockstep_settings *settings, struct slice text, const char **out,
                            lockstep_error *err) {
    struct slice copy = arena_copy(&settings->arena, text);
    if (!copy.at) return fail_memory(err, "settings");
    *out = copy.at;
    return LOCKSTEP_OK;
}

const char *trace_name(enum trace trace) {
    static const char *const names[] = {
#define X(name, text, help) text,
        TRACES(X)
#undef X
    };
    return trace == TRACE_FUSED ? "fused" : names[trace];
}

bool settings_has_windows(const struct lockstep_settings *settings) {
    return settings->window_count > 1 || settings->trace_window_count > 0;
}

static bool trace_parse(struct slice name, enum trace *out) {
    for (int trace = 0; trace < TRACE_COUNT; trace++)
        if (trace != TRACE_FIELD && slice_equal(name, slice_of(trace_name((enum trace) trace)))) {
            *out = (enum trace) trace;
            return true;
        }
    return false;
}

static lockstep_status unknown_trace(struct slice name, lockstep_error *err) {
    char known[512] = "";
    size_t size = 0;
    for (int trace = 0; trace < TRACE_COUNT; trace++)
        size += (size_t) snprintf(known + size, sizeof known - size, " %s",
                                  trace_name((enum trace) trace));
    return fail(err, LOCKSTEP_EARG, "--trace: unknown trace \"%.*s\"; known:%s", (int) name.size,
                name.at, known);
}

static lockstep_status add_trace(struct lockstep_settings *s, struct slice name,
                                 lockstep_error *err) {
    if (slice_equal(name, SLICE("auto"))) {
        s->automatic = true;
        return LOCKSTEP_OK;
    }
    struct trace_choice *choice = &s->traces[s->trace_count];
    struct slice prefix = SLICE("field:");
    *choice = (struct trace_choice){0};
    if (name.size > prefix.size && memcmp(name.at, prefix.at, prefix.size) == 0) {
        choice->trace = TRACE_FIELD;
        TRY(keep(s, (struct slice){name.at + prefix.size, name.size - prefix.size}, &choice->field,
                 err));
    } else if (!trace_parse(name, &choice->trace)) {
        return unknown_trace(name, err);
    }
    for (size_t i = 0; i < s->trace_count; i++)
        if (s->traces[i].trace == choice->trace &&
            (!choice->field || !strcmp(s->traces[i].field, choice->field)))
            return LOCKSTEP_OK;
    s->trace_count++;
    return LOCKSTEP_OK;
}

/* The next piece of a comma-separated list; false at its end. */
static bool next_item(const char **rest, struct slice *item) {
    if (!*rest) return false;
    const char *comma = strchr(*rest, ',');
    *item = (struct slice){*rest, comma ? (size_t) (comma - *rest) : strlen(*rest)};
    *rest = comma ? comma + 1 : NULL;
    return true;
}

static size_t list_length(const char *value) {
    size_t count = 1;
    for (; *value; value++)
        count += *value == ',';
    return count;
}

static lockstep_status wrong_window(struct slice item, lockstep_error *err) {
    return fail(err, LOCKSTEP_EARG,
                "--window: expected a duration such as 500ms, 60s, 5m, 1h or 1d, found \"%.*s\"",
                (int) item.size, item.at);
}

/* NAME=DURATION, with its sign. */
static lockstep_status add_trace_window(struct lockstep_settings *s, struct slice item,
                                        const char *sign, lockstep_error *err) {
    struct trace_window *own = &s->trace_windows[s->trace_window_count];
    struct slice name = {item.at, (size_t) (sign - item.at)};
    struct slice window = {sign + 1, item.size - name.size - 1};
    if (!duration_parse(window, &own->window)) return wrong_window(item, err);
    if (!trace_parse(name, &own->trace) || trace_has_own_window(own->trace))
        return fail(err, LOCKSTEP_EARG, "--window: no trace that it goes with: \"%.*s\"",
                    (int) item.size, item.at);
    s->trace_window_count++;
    return LOCKSTEP_OK;
}

static lockstep_status add_window(struct lockstep_settings *s, struct slice item,
                                  lockstep_error *err) {
    int64_t window;
    const char *sign = memchr(item.at, '=', item.size);
    if (sign) return add_trace_window(s, item, sign, err);
    if (!duration_parse(item, &window)) return wrong_window(item, err);
    size_t at = s->window_count;
    while (at > 0 && s->windows[at - 1] > window)
        at--;
    if (at > 0 && s->windows[at - 1] == window) return LOCKSTEP_OK;
    if (!s->window_count) s->window = window;
    memmove(s->windows + at + 1, s->windows + at, (s->window_count - at) * sizeof window);
    s->windows[at] = window;
    s->window_count++;
    return LOCKSTEP_OK;
}

static lockstep_status set_windows(struct lockstep_settings *s, const char *value,
                                   lockstep_error *err) {
    size_t room = list_length(value);
    const char *rest = value;
    s->window_count = s->trace_window_count = 0;
    s->windows = arena_alloc(&s->arena, room, sizeof *s->windows);
    s->trace_windows = arena_alloc(&s->arena, room, sizeof *s->trace_windows);
    if (!s->windows || !s->trace_windows) return fail_memory(err, "settings");
    struct slice item;
    while (next_item(&rest, &item))
        TRY(add_window(s, item, err));
    return s->window_count ? LOCKSTEP_OK : wrong_window(slice_of(value), err);
}

static lockstep_status set_time_window(struct lockstep_settings *s, const char *value,
                                       lockstep_error *err) {
    return set_duration(&s->time_window, "time-window", value, err);
}

static lockstep_status set_traces(struct lockstep_settings *s, const char *value,
                                  lockstep_error *err) {
    s->trace_count = 0;
    s->automatic = false;
    s->traces = arena_alloc(&s->arena, list_length(value), sizeof *s->traces);
    if (!s->traces) return fail_memory(err, "settings");
    struct slice name;
    while (next_item(&value, &name))
        TRY(add_trace(s, name, err));
    return LOCKSTEP_OK;
}

lockstep_status settings_take_traces(struct lockstep_settings *settings, const char *list,
                                     lockstep_error *err) {
    return set_traces(settings, list, err);
}

static lockstep_status check_mapped(struct slice name, lockstep_error *err) {
    char known[512] = "";
    size_t size = 0;
    for (int field = 0; field < FIELD_MAPPED_COUNT; field++) {
        const char *text = field_name((enum field) field);
        if (slice_equal(name, slice_of(text))) return LOCKSTEP_OK;
        size += (size_t) snprintf(known + size, sizeof known - size, " %s", text);
    }
    return fail(err, LOCKSTEP_EARG, "--map: unknown name \"%.*s\"; known:%s", (int) name.size,
                name.at, known);
}

static lockstep_status set_map(struct lockstep_settings *s, const char *value,
                               lockstep_error *err) {
    s->map_count = 0;
    if (!*value) return LOCKSTEP_OK;
    s->map = arena_alloc(&s->arena, list_length(value), sizeof *s->map);
    if (!s->map) return fail_memory(err, "settings");
    struct slice item;
    while (next_item(&value, &item)) {
        const char *sign = memchr(item.at, '=', item.size);
        if (!sign || sign == item.at || sign + 1 == item.at + item.size)
            return fail(err, LOCKSTEP_EARG, "--map: expected name=column, found \"%.*s\"",
                        (int) item.size, item.at);
        struct mapping *mapping = &s->map[s->map_count++];
        struct slice name = {item.at, (size_t) (sign - item.at)};
        TRY(check_mapped(name, err));
        TRY(keep(s, name, &mapping->name, err));
        TRY(keep(s, (struct slice){sign + 1, item.size - name.size - 1}, &mapping->path, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status add_threshold(struct lockstep_settings *s, struct slice item,
                                     lockstep_error *err) {
    const char *text = "";
    uint32_t threshold = 0;
    TRY(keep(s, item, &text, err));
    TRY(set_count(&threshold, "min-objects", text, 1, err));
    size_t at = s->threshold_count;
    while (at > 0 && s->thresholds[at - 1] > threshold)
        at--;
    if (at > 0 && s->thresholds[at - 1] == threshold) return LOCKSTEP_OK;
    if (!s->threshold_count) s->min_objects = threshold;
    memmove(s->thresholds + at + 1, s->thresholds + at,
            (s->threshold_count - at) * sizeof threshold);
    s->thresholds[at] = threshold;
    s->threshold_count++;
    return LOCKSTEP_OK;
}

static lockstep_status set_min_objects(struct lockstep_settings *s, const char *value,
                                       lockstep_error *err) {
    s->threshold_count = 0;
    s->thresholds = arena_alloc(&s->arena, list_length(value), sizeof *s->thresholds);
    if (!s->thresholds) return fail_memory(err, "settings");
    struct slice item;
    while (next_item(&value, &item))
        TRY(add_threshold(s, item, err));
    return LOCKSTEP_OK;
}

static lockstep_status set_min_participation(struct lockstep_settings *s, const char *value,
                                             lockstep_error *err) {
    return set_count(&s->min_participation, "min-participation", value, 0, err);
}

static lockstep_status set_min_tokens(struct lockstep_settings *s, const char *value,
                                      lockstep_error *err) {
    return set_count(&s->min_tokens, "min-tokens", value, 1, err);
}

static lockstep_status set_similarity(struct lockstep_settings *s, const char *value,
                                      lockstep_error *err) {
    return set_fraction(&s->similarity, "similarity", value, false, err);
}

static lockstep_status set_repost_within(struct lockstep_settings *s, const char *value,
                                         lockstep_error *err) {
    return set_duration(&s->repost_within, "repost-within", value, err);
}

static lockstep_status set_alpha(struct lockstep_settings *s, const char *value,
                                 lockstep_error *err) {
    return set_fraction(&s->alpha, "alpha", value, false, err);
}

static lockstep_status set_fdr(struct lockstep_settings *s, const char *value,
                               lockstep_error *err) {
    if (strcmp(value, "off") == 0) {
        s->fdr = -1;
        return LOCKSTEP_OK;
    }
    return set_fraction(&s->fdr, "fdr", value, true, err);
}

static lockstep_status set_community(struct lockstep_settings *s, const char *value,
                                     lockstep_error *err) {
    static const char *const names[] = {
#define X(name, text, function) text,
        COMMUNITIES(X)
#undef X
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(value, names[i]) == 0) {
            s->community = (enum community) i;
            return LOCKSTEP_OK;
        }
    return expected(err, "community", value,
                    "leiden, leiden-modularity, leiden-cpm, louvain, infomap, label-propagation, "
                    "walktrap, components or k-core");
}

/* The rules of --backbone, and what each may be. */
#define BACKBONE_RULES(X)                                                                          \
    X("count", count, 0, 4294967295.0, true)                                                       \
    X("q", q, 0, 1, false)                                                                         \
    X("weight", weight, 0, 1, false)                                                               \
    X("disparity", disparity, 0, 1, false)                                                         \
    X("noise", noise, 0, 1000, false)                                                              \
    X("top", top, 1, 4294967295.0, true)                                                           \
    X("k-core", core, 1, 4294967295.0, true)                                                       \
    X("symmetry", symmetry, 0, 1, false)

static bool set_rule(struct backbone *b, struct slice name, const char *value) {
    const struct {
        const char *name;
        double *out, least, most;
        bool whole;
    } rules[] = {
#define X(text, field, least, most, whole) {text, &b->field, least, most, whole},
        BACKBONE_RULES(X)
#undef X
    };
    double number;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!slice_equal(name, slice_of(rules[i].name))) continue;
        bool valid = parse_real(value, &number) && number >= rules[i].least &&
                     number <= rules[i].most && (!rules[i].whole || number == floor(number));
        if (valid) *rules[i].out = number;
        return valid;
    }
    return false;
}

static lockstep_status set_backbone(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    struct slice item;
    const char *rest = value;
    struct backbone backbone = {.given = *value != '\0', .q = 1, .disparity = 1, .noise = -1};
    while (backbone.given && next_item(&rest, &item)) {
        char number[32] = "";
        const char *sign = memchr(item.at, '=', item.size);
        size_t name = sign ? (size_t) (sign - item.at) : item.size;
        if (sign && item.size - name <= sizeof number)
            memcpy(number, sign + 1, item.size - name - 1);
        if (!set_rule(&backbone, (struct slice){item.at, name}, number))
            return expected(err, "backbone", value,
                            "rules such as disparity=0.05,top=10: count, q, weight, disparity, "
                            "noise, top, k-core, symmetry");
    }
    s->backbone = backbone;
    return LOCKSTEP_OK;
}

static lockstep_status set_resolution(struct lockstep_settings *s, const char *value,
                                      lockstep_error *err) {
    double number;
    if (!parse_real(value, &number) || number <= 0)
        return expected(err, "resolution", value, "a number above 0");
    s->resolution = number;
    return LOCKSTEP_OK;
}

static lockstep_status set_seed(struct lockstep_settings *s, const char *value,
                                lockstep_error *err) {
    return parse_unsigned(value, &s->seed) ? LOCKSTEP_OK
                                           : expected(err, "seed", value, "a whole number");
}

static lockstep_status set_figures(struct lockstep_settings *s, const char *value,
                                   lockstep_error *err) {
    static const char *const names[] = {"none", "svg", "all"};
    for (int files = FIGURES_NONE; files <= FIGURES_ALL; files++)
        if (strcmp(value, names[files]) == 0) {
            s->figures = (enum figure_files) files;
            return LOCKSTEP_OK;
        }
    return expected(err, "figures", value, "none, svg or all");
}

static lockstep_status set_stix(struct lockstep_settings *s, const char *value,
                                lockstep_error *err) {
    static const char *const names[] = {"none", "strict", "opencti"};
    for (int profile = STIX_NONE; profile <= STIX_OPENCTI; profile++)
        if (strcmp(value, names[profile]) == 0) {
            s->stix = (enum stix_profile) profile;
            return LOCKSTEP_OK;
        }
    return expected(err, "stix", value, "none, strict or opencti");
}

static lockstep_status set_theme(struct lockstep_settings *s, const char *value,
                                 lockstep_error *err) {
    s->dark_figures = strcmp(value, "screen") == 0;
    bool known = s->dark_figures || strcmp(value, "print") == 0;
    return known ? LOCKSTEP_OK : expected(err, "theme", value, "print or screen");
}

static lockstep_status set_threads(struct lockstep_settings *s, const char *value,
                                   lockstep_error *err) {
    return set_count(&s->threads, "threads", value, 0, err);
}

/* "512M", "2G", bytes; units are powers of 1024. */
static bool size_parse(const char *value, uint64_t *out) {
    static const char units[] = "KMGT";
    char *end;
    errno = 0;
    *out = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || errno) return false;
    const char *unit = *end ? strchr(units, *end) : NULL;
    unsigned shift = unit ? 10 * (unsigned) (unit - units + 1) : 0;
    if ((*end && !unit) || (unit && end[1]) || *out > UINT64_MAX >> shift) return false;
    *out <<= shift;
    return true;
}

static lockstep_status set_memory(struct lockstep_settings *s, const char *value,
                                  lockstep_error *err) {
    uint64_t size = 0;
    bool off = strcmp(value, "off") == 0;
    if (!off && (!size_parse(value, &size) || size < MEMORY_LEAST))
        return expected(err, "memory", value, "a size of at least 128M, such as 512M or 2G, or off");
    s->memory = size;
    return LOCKSTEP_OK;
}

static lockstep_status set_folder(struct lockstep_settings *s, const char *value,
                                  lockstep_error *err) {
    return keep(s, slice_of(value), &s->folder, err);
}

static lockstep_status set_format(struct lockstep_settings *s, const char *value,
                                  lockstep_error *err) {
    if (strcmp(value, "auto") != 0 && !format_exists(slice_of(value)))
        return expected(err, "format", value, "auto or a name that \"lockstep formats\" prints");
    return keep(s, slice_of(value), &s->format, err);
}

static lockstep_status set_accounts(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    return keep(s, slice_of(value), &s->accounts, err);
}

/* The moment of a text by the clocks of the zone, unless it states its own. */
static lockstep_status read_bound(const struct lockstep_settings *s, const char *name,
                                  const char *value, int64_t *out, lockstep_error *err) {
    struct stated_time stated;
    int64_t offset = 0;
    if (!value || !*value) return LOCKSTEP_OK;
    if (!time_read(slice_of(value), false, &stated))
        return expected(err, name, value, "a moment such as 2024-02-01 or 2024-02-01T08:00:00Z");
    *out = stated.microseconds;
    if (stated.has_zone || !s->timezone) return LOCKSTEP_OK;
    if (!zone_offset(s->timezone, *out, &offset)) return LOCKSTEP_OK;
    (void) zone_offset(s->timezone, *out - offset, &offset); /* the turn may lie between */
    *out -= offset;
    return LOCKSTEP_OK;
}

static lockstep_status read_bounds(struct lockstep_settings *s, lockstep_error *err) {
    s->from = INT64_MIN;
    s->to = INT64_MAX;
    TRY(read_bound(s, "from", s->from_text, &s->from, err));
    return read_bound(s, "to", s->to_text, &s->to, err);
}

static lockstep_status set_timezone(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    int64_t offset;
    if (!zone_offset(value, 0, &offset))
        return expected(err, "timezone", value, "an IANA zone such as Asia/Baku");
    TRY(keep(s, slice_of(value), &s->timezone, err));
    return read_bounds(s, err);
}

static lockstep_status set_assumed_timezone(struct lockstep_settings *s, const char *value,
                                            lockstep_error *err) {
    int64_t offset;
    if (!zone_offset(value, 0, &offset))
        return expected(err, "assume-timezone", value, "an IANA zone such as Asia/Baku");
    return keep(s, slice_of(value), &s->assumed_timezone, err);
}

static lockstep_status set_from(struct lockstep_settings *s, const char *value,
                                lockstep_error *err) {
    TRY(keep(s, slice_of(value), &s->from_text, err));
    return read_bounds(s, err);
}

static lockstep_status set_to(struct lockstep_settings *s, const char *value, lockstep_error *err) {
    TRY(keep(s, slice_of(value), &s->to_text, err));
    return read_bounds(s, err);
}

static lockstep_status set_language(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    return keep(s, slice_of(value), &s->language, err);
}

static lockstep_status set_words(struct lockstep_settings *s, const char *value,
                                 lockstep_error *err) {
    if (strcmp(value, "en") != 0 && strcmp(value, "fr") != 0)
        return expected(err, "language", value, "en or fr");
    return keep(s, slice_of(value), &s->words, err);
}

static lockstep_status set_campaigns(struct lockstep_settings *s, const char *value,
                                     lockstep_error *err) {
    return keep(s, slice_of(value), &s->campaigns, err);
}

static lockstep_status set_holidays(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    return keep(s, slice_of(value), &s->holidays, err);
}

static lockstep_status set_watchlist(struct lockstep_settings *s, const char *value,
                                     lockstep_error *err) {
    return keep(s, slice_of(value), &s->watchlist, err);
}

static lockstep_status set_targets(struct lockstep_settings *s, const char *value,
                                   lockstep_error *err) {
    return keep(s, slice_of(value), &s->targets, err);
}

static lockstep_status set_keywords(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    return keep(s, slice_of(value), &s->keywords, err);
}

static lockstep_status set_redact(struct lockstep_settings *s, const char *value,
                                  lockstep_error *err) {
    s->redaction = (struct redaction){0};
    return *value ? redaction_read(&s->redaction, value, err) : LOCKSTEP_OK;
}

static lockstep_status set_template(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    return keep(s, slice_of(value), &s->page, err);
}

static lockstep_status set_rejects(struct lockstep_settings *s, const char *value,
                                   lockstep_error *err) {
    return keep(s, slice_of(value), &s->rejects, err);
}

static lockstep_status set_max_ratio(struct lockstep_settings *s, const char *value,
                                     lockstep_error *err) {
    return set_count(&s->max_ratio, "max-ratio", value, 1, err);
}

static lockstep_status set_strict(struct lockstep_settings *s, const char *value,
                                  lockstep_error *err) {
    (void) value, (void) err;
    s->strict = true;
    return LOCKSTEP_OK;
}

static lockstep_status add_network(struct lockstep_settings *s, struct slice name,
                                   lockstep_error *err) {
    static const struct {
        const char *name;
        unsigned choice;
    } known[] = {
#define X(name, text) {text, NETWORK_##name},
        NETWORKS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (slice_equal(name, slice_of(known[i].name))) {
            s->networks |= known[i].choice;
            return LOCKSTEP_OK;
        }
    return fail(err, LOCKSTEP_EARG,
                "--networks: unknown name \"%.*s\"; known:"
#define X(name, text) " " text
                NETWORKS(X)
#undef X
                    ,
                (int) name.size, name.at);
}

static lockstep_status set_networks(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    struct slice name;
    s->networks = 0;
    if (!*value) return LOCKSTEP_OK;
    while (next_item(&value, &name))
        TRY(add_network(s, name, err));
    return LOCKSTEP_OK;
}

static lockstep_status set_gexf_version(struct lockstep_settings *s, const char *value,
                                        lockstep_error *err) {
    s->gexf_draft = strcmp(value, "1.2") == 0;
    if (s->gexf_draft || strcmp(value, "1.3") == 0) return LOCKSTEP_OK;
    return expected(err, "gexf-version", value, "1.3 or 1.2");
}

static lockstep_status set_compat(struct lockstep_settings *s, const char *value,
                                  lockstep_error *err) {
    if (strcmp(value, "off") == 0)
        s->compat = COMPAT_NONE;
    else if (strcmp(value, "coortweet") == 0)
        s->compat = COMPAT_COORTWEET;
    else if (strcmp(value, "cnt") == 0)
        s->compat = COMPAT_CNT;
    else if (strcmp(value, "coornet") == 0)
        s->compat = COMPAT_COORNET;
    else
        return expected(err, "compat", value, "coortweet, coornet, cnt or off");
    return LOCKSTEP_OK;
}

static lockstep_status set_keep_loops(struct lockstep_settings *s, const char *value,
                                      lockstep_error *err) {
    (void) value, (void) err;
    s->keep_loops = true;
    return LOCKSTEP_OK;
}

static lockstep_status set_fast_window(struct lockstep_settings *s, const char *value,
                                       lockstep_error *err) {
    s->fast_window = 0;
    return *value ? set_duration(&s->fast_window, "fast-window", value, err) : LOCKSTEP_OK;
}

static lockstep_status set_step(struct lockstep_settings *s, const char *value,
                                lockstep_error *err) {
    s->step = 0;
    return *value ? set_duration(&s->step, "step", value, err) : LOCKSTEP_OK;
}

static lockstep_status set_objects(struct lockstep_settings *s, const char *value,
                                   lockstep_error *err) {
    (void) value, (void) err;
    s->objects = true;
    return LOCKSTEP_OK;
}

static lockstep_status set_subgraph(struct lockstep_settings *s, const char *value,
                                    lockstep_error *err) {
    uint32_t subgraph = 0;
    TRY(set_count(&subgraph, "subgraph", value, 0, err));
    if (subgraph > 3) return expected(err, "subgraph", value, "0, 1, 2 or 3");
    s->subgraph = subgraph;
    return LOCKSTEP_OK;
}

static lockstep_status set_stats(struct lockstep_settings *s, const char *value,
                                 lockstep_error *err) {
    if (strcmp(value, "off") == 0)
        s->stats = STATS_NONE;
    else if (strcmp(value, "accounts") == 0)
        s->stats = STATS_ACCOUNTS;
    else if (strcmp(value, "objects") == 0)
        s->stats = STATS_OBJECTS;
    else if (strcmp(value, "interval") == 0)
        s->stats = STATS_INTERVAL;
    else
        return expected(err, "stats", value, "accounts, objects, interval or off");
    return LOCKSTEP_OK;
}

static lockstep_status set_edge_weight(struct lockstep_settings *s, const char *value,
                                       lockstep_error *err) {
    return set_fraction(&s->edge_weight, "edge-weight", value, true, err);
}

static lockstep_status set_min_weight(struct lockstep_settings *s, const char *value,
                                      lockstep_error *err) {
    return set_count(&s->min_weight, "min-weight", value, 1, err);
}

/* name, argument (NULL: a switch), default, help, setter. The order is that of --help and of
 * run.json. */
#define SETTINGS(X)                                                                                \
    X("window", "LIST", "60s",                                                                     \
      "shares of one object this close are a co-share; by commas; text=1d: of one trace alone",    \
      set_windows)                                                                                 \
    X("time-window", "DURATION", "10s", "length of a moment of the time trace", set_time_window)   \
    X("trace", "LIST", "auto",                                                                     \
      "what is shared, by commas; auto: all that occur but domain and near-text", set_traces)      \
    X("min-objects", "N", "2", "an edge needs this many different objects; sweep: by commas",      \
      set_min_objects)                                                                             \
    X("min-participation", "N", "2", "--compat coortweet: least coordinated shares of an account", \
      set_min_participation)                                                                       \
    X("min-tokens", "N", "4", "a text of fewer words never matches", set_min_tokens)               \
    X("similarity", "P", "0.7", "--trace near-text: least likeness of two texts of a family",      \
      set_similarity)                                                                              \
    X("repost-within", "DURATION", "60s",                                                          \
      "--trace fast-repost: at most so long after the original", set_repost_within)                \
    X("alpha", "P", "0.05", "chance of a cluster where there is none", set_alpha)                  \
    X("fdr", "Q", "0.05", "false discovery rate of single pairs; off: by count alone", set_fdr)    \
    X("community", "NAME", "leiden",                                                               \
      "leiden, leiden-modularity, leiden-cpm, louvain, infomap, label-propagation, walktrap, "     \
      "components, k-core",                                                                        \
      set_community)                                                                               \
    X("backbone", "LIST", "",                                                                      \
      "keep the edges that pass all of count=N, q=P, weight=P, disparity=P, noise=D, top=K, "      \
      "k-core=K, symmetry=P",                                                                      \
      set_backbone)                                                                                \
    X("resolution", "X", "1", "weight of the null in community detection; k of k-core",            \
      set_resolution)                                                                              \
    X("step", "DURATION", "", "follow clusters from step to step, such as 1w: evolution.csv",      \
      set_step)                                                                                    \
    X("seed", "N", "1", "of everything that draws numbers", set_seed)                              \
    X("threads", "N", "0", "0: all cores", set_threads)                                            \
    X("memory", "SIZE", "2G", "bound on resident memory; what is more goes to files; off: none",   \
      set_memory)                                                                                  \
    X("tmp", "DIR", "", "for these files; default: beside the case, or TMPDIR", set_folder)        \
    X("redact", "KEYFILE", "",                                                                     \
      "pseudonyms in place of the ids and handles of accounts and the ids of posts, everywhere",   \
      set_redact)                                                                                  \
    X("template", "FILE", "", "Markdown with placeholders, for a page.md of each cluster",         \
      set_template)                                                                                \
    X("figures", "FILES", "all", "in the case folder: none, svg, or all (svg, pdf, png)",          \
      set_figures)                                                                                 \
    X("stix", "PROFILE", "strict",                                                                 \
      "cluster.stix.json: strict (the standard alone), opencti (and its channels), or none",       \
      set_stix)                                                                                    \
    X("theme", "NAME", "print", "of figures: print, or screen (light on dark)", set_theme)         \
    X("format", "NAME", "auto", "input format; see lockstep formats", set_format)                  \
    X("map", "LIST", "", "name=column or name=json.path, by commas: account, time, text, …",       \
      set_map)                                                                                     \
    X("accounts", "FILE", "", "facts of accounts to join: id or handle, created, status, tags, …", \
      set_accounts)                                                                                \
    X("timezone", "ZONE", "UTC", "of hours and days in dossiers, of --from and --to",              \
      set_timezone)                                                                                \
    X("assume-timezone", "ZONE", "UTC", "of times that state no zone", set_assumed_timezone)       \
    X("from", "TIME", "", "leave out earlier posts; by --timezone", set_from)                      \
    X("to", "TIME", "", "leave out posts from then on; by --timezone", set_to)                     \
    X("lang", "LIST", "", "leave out posts in other languages; en is en-US too", set_language)     \
    X("language", "CODE", "en", "of dossiers and figures: en or fr (--lang is that of the posts)", \
      set_words)                                                                                   \
    X("campaigns", "FILE", "", "campaigns, as JSON, that dossiers ask who took part in",           \
      set_campaigns)                                                                               \
    X("holidays", "FILE", "", "public holidays, as CSV: date,name", set_holidays)                  \
    X("watchlist", "FILE", "", "accounts known before, one id or handle a line", set_watchlist)    \
    X("targets", "FILE", "", "accounts that may be targets, one handle or id a line", set_targets) \
    X("keywords", "LIST", "", "words to look for in profiles, by commas", set_keywords)            \
    X("max-ratio", "N", "200",                                                                     \
      "stop at a file that unpacks to more than this many times its size", set_max_ratio)          \
    X("rejects", "FILE", "", "write rejected records there, with the reasons", set_rejects)        \
    X("strict", NULL, NULL, "stop at the first bad record", set_strict)                            \
    X("networks", "LIST", "",                                                                      \
      "more files of the network, by commas: layers, clusters, csv, edgelist, cytoscape, pajek",   \
      set_networks)                                                                                \
    X("gexf-version", "V", "1.3", "1.3, or 1.2 for older readers: one edge a pair",                \
      set_gexf_version)                                                                            \
    X("compat", "TOOL", "off", "rules and columns of coortweet, coornet or cnt", set_compat)       \
    X("keep-loops", NULL, NULL, "--compat coortweet: keep pairs of one account", set_keep_loops)   \
    X("edge-weight", "P", "0.5",                                                                   \
      "--compat coortweet: quantile of the weight threshold; coornet: 0.9", set_edge_weight)       \
    X("fast-window", "DURATION", "", "--compat coortweet: mark co-shares this fast",               \
      set_fast_window)                                                                             \
    X("objects", NULL, NULL, "--compat coortweet: name the objects of each edge", set_objects)     \
    X("subgraph", "N", "0",                                                                        \
      "--compat coortweet: 1 heavy edges, 2 heavy fast edges, 3 around them", set_subgraph)        \
    X("stats", "NAME", "off",                                                                      \
      "--compat coortweet: accounts or objects in place of edges; coornet: interval", set_stats)   \
    X("min-weight", "N", "1", "--compat cnt: least weight of an edge", set_min_weight)

static const lockstep_setting table[] = {
#define X(name, argument, default_value, help, set) {name, argument, default_value, help},
    SETTINGS(X)
#undef X
        {NULL, NULL, NULL, NULL}};

static const set_fn setters[] = {
#define X(name, argument, default_value, help, set) set,
    SETTINGS(X)
#undef X
};

enum { SETTING_COUNT = sizeof setters / sizeof *setters };

const lockstep_setting *lockstep_settings_table(void) {
    return table;
}

static lockstep_status set_defaults(lockstep_settings *settings) {
    settings->values = arena_alloc(&settings->arena, SETTING_COUNT, sizeof *settings->values);
    if (!settings->values) return LOCKSTEP_ENOMEM;
    for (size_t row = 0; row < SETTING_COUNT; row++)
        if (table[row].argument) TRY(setters[row](settings, table[row].default_value, NULL));
    return LOCKSTEP_OK;
}

lockstep_settings *lockstep_settings_new(void) {
    lockstep_settings *settings = calloc(1, sizeof *settings);
    if (settings && set_defaults(settings) != LOCKSTEP_OK) {
        lockstep_settings_free(settings);
        return NULL;
    }
    return settings;
}

void lockstep_settings_free(lockstep_settings *settings) {
    if (settings) arena_release(&settings->arena);
    free(settings);
}

lockstep_status lockstep_settings_set(lockstep_settings *settings, const char *name,
                                      const char *value, lockstep_error *err) {
    for (size_t row = 0; row < SETTING_COUNT; row++) {
        if (strcmp(table[row].name, name) != 0) continue;
        if (table[row].argument && !value)
            return fail(err, LOCKSTEP_EARG, "--%s needs a %s", name, table[row].argument);
        if (!table[row].argument) value = "true";
        TRY(setters[row](settings, value, err));
        return keep(settings, slice_of(value), &settings->values[row], err);
    }
    return fail(err, LOCKSTEP_EARG, "unknown setting \"%s\"", name);
}

bool settings_is_named(const struct lockstep_settings *settings, const char *name) {
    for (size_t row = 0; row < SETTING_COUNT; row++)
        if (strcmp(table[row].name, name) == 0) return settings->values[row] != NULL;
    return false;
}

bool settings_is_private(const lockstep_setting *row) {
    return strcmp(row->name, "tmp") == 0 || strcmp(row->name, "redact") == 0;
}

const char *settings_value(const struct lockstep_settings *settings, size_t row) {
    if (settings->values[row]) return settings->values[row];
    return table[row].argument ? table[row].default_value : "false";
}

/* What the command line would say for a value; NULL for none that it could. */
static const char *config_text(char number[32], const json_t *value) {
    if (json_is_boolean(value)) return json_is_true(value) ? "true" : "false";
    if (json_is_integer(value))
        snprintf(number, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_real(value)) snprintf(number, 32, "%.15g", json_real_value(value));
    return json_is_number(value) ? number : json_string_value(value);
}

static lockstep_status load_object(lockstep_settings *settings, const char *path, json_t *object,
                                   lockstep_error *err) {
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        char number[32];
        const char *text = config_text(number, value);
        if (!text)
            return fail_at(err, LOCKSTEP_EINPUT, path, 0,
                           "setting \"%s\" must be a text, a number, true or false", name);
        bool off = strcmp(text, "false") == 0;
        if (!off) TRY(lockstep_settings_set(settings, name, text, err));
    }
    return LOCKSTEP_OK;
}

lockstep_status lockstep_settings_load(lockstep_settings *settings, const char *path,
                                       lockstep_error *err) {
    json_error_t why;
    FILE *file = fopen(path, "r");
    if (!file) return fail_io(err, path);
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &why);
    fclose(file);
    if (!root) return fail_at(err, LOCKSTEP_EINPUT, path, (uint64_t) why.line, "%s", why.text);
    json_t *object = json_object_get(root, "settings");
    if (!object) object = root;
    lockstep_status status = json_is_object(object) ? load_object(settings, path, object, err)
                                                    : fail_at(err, LOCKSTEP_EINPUT, path, 0,
                                                              "expected an object of settings");
    json_decref(root);
    return status;
}

void lockstep_settings_on_progress(lockstep_settings *settings, lockstep_progress_fn call,
                                   void *data) {
    settings->progress = call;
    settings->progress_data = data;
}

void settings_progress(const struct lockstep_settings *settings, const char *stage,
                       const char *unit, uint64_t done, uint64_t total) {
    if (settings->progress)
        settings->progress(settings->progress_data, &(lockstep_progress){stage, unit, done, total});
}

const char *settings_mapped(const struct lockstep_settings *settings, const char *name) {
    for (size_t i = 0; i < settings->map_count; i++)
        if (strcmp(settings->map[i].name, name) == 0) return settings->map[i].path;
    return NULL;
}

size_t settings_field_count(const struct lockstep_settings *settings) {
    size_t count = 0;
    for (size_t i = 0; i < settings->trace_count; i++)
        count += settings->traces[i].field != NULL;
    return count;
}

const char *settings_field(const struct lockstep_settings *settings, size_t index) {
    for (size_t i = 0; i < settings->trace_count; i++)
        if (settings->traces[i].field && index-- == 0) return settings->traces[i].field;
    return NULL;
}
