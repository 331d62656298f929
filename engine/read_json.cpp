#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/json_document.hpp"
#include "engine/name_table.hpp"

extern "C" {
#include "engine/error.h"
#include "engine/input.h"
#include "engine/read_json.h"
#include "engine/utf8.h"
}

static_assert(BLOCK_PADDING >= simdjson::SIMDJSON_PADDING, "blocks are parsed in place");

namespace {

/* Targets that are no cells. */
constexpr uint32_t original_cell = UINT32_MAX;   /* the path to the original */
constexpr uint32_t post_cell = UINT32_MAX - 1;   /* what every post has */
constexpr uint32_t nested_cell = UINT32_MAX - 2; /* lists of further posts */

/* A step of all paths that begin alike: a tree, so that a post is gone through once. */
struct step {
    std::string_view name, key, value;     /* the member, or the table; an item's filter */
    std::vector<std::string_view> choices; /* members of which the first that is there counts */
    std::vector<uint32_t> targets;         /* cells that are filled here */
    std::vector<step> members, picks, items, lookups;
    name_table names;            /* of the members */
    bool is_piece = false;       /* items make up one text */
    bool is_any = false;         /* the filter wants a member, of any value */
    bool is_none = false;        /* the filter wants no member, or null there */
    uint32_t only = nested_cell; /* the cell of one text that is all there is to it, if it is */

    std::vector<step> *children(size_t kind) {
        std::vector<step> *kinds[] = {&members, &picks, &items, &lookups};
        return kind < 4 ? kinds[kind] : nullptr;
    }
};

/* Once all paths are there: steps do not move from here on. */
void lay_out(step &at, const std::vector<bool> &is_list) {
    bool is_alone = at.targets.size() == 1;
    for (size_t kind = 0; std::vector<step> *children = at.children(kind); kind++)
        for (step &s : *children)
            lay_out(s, is_list), is_alone = false;
    if (is_alone && at.targets[0] < nested_cell && !is_list[at.targets[0]]) at.only = at.targets[0];
    std::vector<std::string_view> names;
    for (const step &s : at.members)
        names.push_back(s.name);
    at.names.lay_out(names);
}

using index_of_items = std::unordered_map<std::string_view, json_value>;

std::string_view view(slice text) {
    return {text.at, text.size};
}

/* ---- compiling paths ---- */

/* The step among `steps` that `like` describes, made if it is not there. */
step &child(std::vector<step> &steps, const step &like) {
    for (step &s : steps)
        if (s.name == like.name && s.key == like.key && s.value == like.value &&
            s.choices == like.choices)
            return s;
    steps.push_back(like);
    return steps.back();
}

step &add_member(step &at, std::string_view name) {
    step made;
    made.name = name;
    return child(at.members, made);
}

step &add_members(step &at, std::string_view names) {
    if (names.find('/') == std::string_view::npos) return add_member(at, names);
    step made;
    for (size_t size; (size = names.find('/')) != names.npos; names.remove_prefix(size + 1))
        made.choices.push_back(names.substr(0, size));
    made.choices.push_back(names);
    return child(at.picks, made);
}

/* Takes what stands before the next of `ends` off the front of `path`. */
std::string_view take_until(std::string_view &path, const char *ends) {
    size_t size = path.find_first_of(ends);
    std::string_view taken = path.substr(0, size);
    path.remove_prefix(taken.size());
    return taken;
}

bool take(std::string_view &path, std::string_view prefix) {
    if (path.substr(0, prefix.size()) != prefix) return false;
    path.remove_prefix(prefix.size());
    return true;
}

step &add_items(step &at, std::string_view filter) {
    step made;
    size_t equals = filter.find('=');
    made.name = filter; /* tells it from the others */
    made.is_piece = filter == "+";
    made.is_none = take(filter, "!");
    made.is_any = equals == filter.npos && !made.is_piece && !made.is_none;
    if (equals != filter.npos) made.value = filter.substr(equals + 1);
    if (!made.is_piece) made.key = filter.substr(0, equals);
    return child(at.items, made);
}

void add_path(step &root, std::string_view path, uint32_t target) {
    step *at = &root;
    while (!path.empty()) {
        if (take(path, "->")) {
            step made;
            made.name = take_until(path, ".[");
            at = &child(at->lookups, made);
        } else if (take(path, "[")) {
            at = &add_items(*at, take_until(path, "]"));
            take(path, "]");
        } else {
            take(path, ".");
            if (path.substr(0, 1) == "[") continue;
            std::string_view names =
                path.substr(0, std::min(path.find_first_of(".["), path.find("->")));
            path.remove_prefix(names.size());
            at = &add_members(*at, names);
        }
    }
    at->targets.push_back(target);
}

/* Paths divided by '|'. */
void add_paths(step &root, const char *paths, uint32_t target) {
    slice path;
    while (next_alternative(&paths, &path))
        add_path(root, {path.at, path.size}, target);
}

bool is_piecewise(std::string_view path) {
    return path.find("[+]") != path.npos;
}

} // namespace

struct json_shape {
    const format *of;
    step post, content_paths; /* from a post; those of content from a repost's original */
    step around;        /* paths from the object around the list that holds the post */
    step test;          /* what every post has */
    std::vector<bool> is_list;
    std::vector<uint32_t> content;   /* cells that a repost takes from its original */
    std::vector<uint32_t> made;      /* of others, once these are filled */
    std::vector<uint32_t> piecewise; /* whose items make up a text */
};

struct json_parser {
    json_document document, around;
    bool has_around;
    bool is_kept; /* the document's text is the caller's, not `repaired` */
    std::vector<json_value> posts;
    size_t next;
    std::vector<uint32_t> filled; /* cells, from the post before */
    bool is_empty; /* the document has no posts, and this was not said yet */
    index_of_items tables[FORMAT_TABLES];
    bool is_indexed[FORMAT_TABLES]; /* for this document */
    std::string repaired;
};

namespace {

void empty(cell &c) {
    c.text = {nullptr, 0};
    c.count = 0;
}

/* ---- following paths ---- */

enum class place { alone, item, piece }; /* of a value: in no list, in one, in one text */

class walk {
  public:
    walk(json_parser &of, const json_shape &by, cell *into, struct arena *room)
        : parser_(of), shape_(by), cells_(into), arena_(room) {
    }

    /* Whether `of` leads to anything. */
    bool finds(const step &of, json_value value) {
        follow(of, value, place::alone);
        return is_post_;
    }

    /* Fills the cells from a post, and those of content from its original, if that is there. False
     * when it is no post. */
    bool fill(json_value post) {
        if (!post.is_object()) return false;
        follow(shape_.post, post, place::alone);
        if (!is_post_ && shape_.of->post) return false;
        if (parser_.has_around) follow(shape_.around, parser_.around.root(), place::alone);
        if (has_original_ && is_original()) {
            for (uint32_t target : shape_.content)
                empty(cells_[target]);
            follow(shape_.content_paths, original_, place::alone);
        }
        for (uint32_t target : shape_.piecewise)
            join_pieces(cells_[target]);
        return true;
    }

  private:
    json_parser &parser_;
    const json_shape &shape_;
    cell *cells_;
    struct arena *arena_;
    json_value original_;
    bool has_original_ = false, is_post_ = false;

    bool is_original() {
        is_post_ = false;
        return original_.is_object() && (!shape_.of->post || finds(shape_.test, original_));
    }

    /* ---- texts of values, which live as long as the document's text and the arena ---- */

    slice kept(std::string_view text) const {
        if (text.empty()) return {text.data(), 0};
        slice copy = arena_copy(arena_, {text.data(), text.size()});
        if (!copy.at) throw std::bad_alloc();
        return copy;
    }

    /* Integers as they are spelt, others by the fewest digits that a double has, from 15 on. */
    slice number_of(std::string_view spelt) const {
        constexpr size_t room = 32;
        char digits[room];
        int size = 0;
        if (spelt == "-0") return slice_of("0");
        if (spelt.find_first_of(".eE") == spelt.npos)
            return parser_.is_kept ? slice{spelt.data(), spelt.size()} : kept(spelt);
        double number = strtod(std::string(spelt).c_str(), nullptr);
        for (int precision = 15; precision <= 17; precision++) {
            size = snprintf(digits, room, "%.*g", precision, number);
            if (strtod(digits, nullptr) == number) break;
        }
        return kept({digits, static_cast<size_t>(size)});
    }

    /* A string, number or truth value; empty for the rest. */
    slice text_of(json_value value) const {
        switch (value.first()) {
        case '"': {
            std::string_view text = value.string();
            bool is_kept = parser_.is_kept && !value.has_escapes();
            return is_kept ? slice{text.data(), text.size()} : kept(text);
        }
        case 't':
            return slice_of("true");
        case 'f':
            return slice_of("false");
        case '{':
        case '[':
        case 'n':
            return {nullptr, 0};
        default:
            return number_of(value.spelling());
        }
    }

    /* ---- steps ---- */

    void follow(const step &at, json_value value, place where) {
        if (value.is_null()) return;
        for (uint32_t target : at.targets)
            put(target, value, where);
        follow_members(at, value, where);
        if (!at.items.empty()) follow_items(at, value, where);
        for (const step &s : at.lookups)
            follow_lookup(s, value, where);
    }

    void follow_items(const step &at, json_value value, place where) {
        if (value.is_object())
            for (const step &s : at.items)
                if (!s.key.empty() && passes(s, value)) follow_condition(s, value, where);
        value.each_item([&](json_value item) {
            for (const step &s : at.items)
                if (passes(s, item)) follow(s, item, s.is_piece ? place::piece : place::item);
        });
    }

    /* An object that a condition holds for; a condition alone is "true". */
    void follow_condition(const step &s, json_value value, place where) {
        for (uint32_t target : s.targets)
            if (target < nested_cell && !shape_.is_list[target])
                begin(target).text = slice_of("true");
        follow(s, value, where);
    }

    void follow_members(const step &at, json_value value, place where) {
        for (const step &s : at.picks)
            follow_pick(s, value, where);
        if (at.members.empty()) return;
        if (shape_.of->any_case) return follow_alike(at, value, where);
        value.each_member([&](std::string_view name, json_value member) {
            uint32_t place = at.names.find(name);
            if (place == name_table::none) return;
            const step &then = at.members[place];
            if (then.only != nested_cell && where != place::piece)
                fill_empty(then.only, member);
            else
                follow(then, member, where);
        });
    }

    void follow_alike(const step &at, json_value value, place where) {
        value.each_member([&](std::string_view name, json_value member) {
            for (const step &s : at.members)
                if (names_alike({s.name.data(), s.name.size()}, {name.data(), name.size()}))
                    follow(s, member, where);
        });
    }

    /* The first of the members that is there; an empty name is the value itself. */
    void follow_pick(const step &s, json_value value, place where) {
        for (std::string_view name : s.choices) {
            json_value chosen = value;
            if (!name.empty() && (!value.find(name, &chosen) || chosen.is_null())) continue;
            follow(s, chosen, where);
            return;
        }
    }

    bool passes(const step &s, json_value item) const {
        json_value value;
        if (s.key.empty()) return true;
        if (!item.is_object()) return false;
        bool is_there = item.find(s.key, &value);
        if (s.is_none) return !is_there || value.is_null();
        if (!is_there) return false;
        return s.is_any ? !value.is_null() : view(text_of(value)) == s.value;
    }

    void follow_lookup(const step &s, json_value value, place where) {
        if (!value.is_string()) return;
        for (size_t i = 0; i < FORMAT_TABLES && shape_.of->tables[i].name; i++) {
            if (s.name != shape_.of->tables[i].name) continue;
            const index_of_items &index = indexed(i);
            auto found = index.find(value.string());
            if (found != index.end()) follow(s, found->second, where);
        }
    }

    const index_of_items &indexed(size_t i) {
        index_of_items &index = parser_.tables[i];
        if (parser_.is_indexed[i]) return index;
        parser_.is_indexed[i] = true;
        index.clear();
        json_value items = parser_.document.root();
        for (std::string_view path = shape_.of->tables[i].path; !path.empty();) {
            if (!items.find(take_until(path, "."), &items)) return index;
            take(path, ".");
        }
        items.each_item([&](json_value item) {
            json_value key;
            if (item.find(shape_.of->tables[i].key, &key) && key.is_string())
                index.emplace(key.string(), item);
        });
        return index;
    }

    void put(uint32_t target, json_value value, place where) {
        if (target == original_cell) {
            original_ = value;
            has_original_ = true;
        } else if (target == post_cell) {
            is_post_ = true;
        } else if (target == nested_cell) {
            value.each_item([&](json_value post) { parser_.posts.push_back(post); });
        } else if (where == place::piece && !shape_.is_list[target]) {
            add_item(target, value);
        } else if (!shape_.is_list[target] || (where == place::alone && !value.is_array())) {
            fill_empty(target, value);
        } else if (!value.is_array()) {
            add_item(target, value);
        } else {
            value.each_item([&](json_value item) { add_item(target, item); });
        }
    }

    void fill_empty(uint32_t target, json_value value) {
        if (cells_[target].text.size == 0) begin(target).text = text_of(value);
    }

    /* A cell that is about to hold something. */
    cell &begin(uint32_t target) {
        cell &c = cells_[target];
        if (!c.text.at && c.count == 0) parser_.filled.push_back(target);
        return c;
    }

    void join_pieces(cell &c) {
        size_t size = 0;
        for (size_t i = 0; i < c.count; i++)
            size += c.items[i].size;
        if (c.count == 0) return;
        char *out = static_cast<char *>(arena_alloc(arena_, size, 1));
        if (!out) throw std::bad_alloc();
        c.text = {out, size};
        for (size_t i = 0; i < c.count; out += c.items[i++].size)
            memcpy(out, c.items[i].at, c.items[i].size);
        c.count = 0;
    }

    void add_item(uint32_t target, json_value value) {
        slice text = text_of(value);
        if (text.size == 0) return;
        cell &c = begin(target);
        void *items = grow(c.items, &c.room, c.count + 1, sizeof *c.items);
        if (!items) throw std::bad_alloc();
        c.items = static_cast<slice *>(items);
        c.items[c.count++] = text;
    }
};

/* ---- repair ---- */

/* Copies JSON with what people's tools write and JSON does not know put right. */
class mending {
  public:
    mending(std::string_view text, std::string &out) : rest_(text), out_(out) {
    }

    /* Whether something was lost. */
    bool run() {
        while (!rest_.empty())
            if (rest_[0] == '"')
                copy_string();
            else if (is_word(rest_[0]))
                copy_word();
            else
                copy(1);
        return is_lossy_;
    }

  private:
    std::string_view rest_;
    std::string &out_;
    bool is_lossy_ = false;

    void copy(size_t size) {
        out_.append(rest_.substr(0, size));
        rest_.remove_prefix(std::min(size, rest_.size()));
    }

    void replace(size_t size, const char *by) {
        out_.append(by);
        rest_.remove_prefix(size);
        is_lossy_ = true;
    }

    static bool is_word(char c) {
        return isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '+' || c == '.';
    }

    /* Python's NaN is null; a number that no double or 64 bits hold stays what it is, as a string.
     */
    void copy_word() {
        constexpr size_t safe_size = 18;
        size_t size = 0, exponent = 0;
        for (; size < rest_.size() && is_word(rest_[size]); size++)
            if ((rest_[size] | 0x20) == 'e') exponent = size;
        std::string_view word = rest_.substr(0, size);
        bool is_number = word.find_first_not_of("0123456789-+.eE") == word.npos;
        bool is_huge = size > safe_size || (exponent && size - exponent > 3);
        if (word == "NaN" || word == "nan" || word == "Infinity" || word == "-Infinity") {
            out_.append("null");
            rest_.remove_prefix(size);
        } else if (is_number && is_huge) {
            out_.push_back('"');
            copy(size);
            out_.push_back('"');
        } else {
            copy(size);
        }
    }

    void copy_string() {
        copy(1);
        while (!rest_.empty() && rest_[0] != '"')
            if (rest_[0] == '\\')
                copy_escape();
            else if (static_cast<unsigned char>(rest_[0]) < 0x20)
                copy_control(static_cast<unsigned>(rest_[0]), 1);
            else
                copy(1);
        copy(1);
    }

    void copy_control(unsigned code, size_t size) {
        char escape[8];
        snprintf(escape, sizeof escape, "\\u%04x", code & 0xFF);
        out_.append(escape);
        rest_.remove_prefix(size);
    }

    static bool is_hex(char c) {
        return isxdigit(static_cast<unsigned char>(c));
    }

    bool is_surrogate(size_t at, const char *digits) const {
        return at + 6 <= rest_.size() && rest_[at] == '\\' && rest_[at + 1] == 'u' &&
               (rest_[at + 2] | 0x20) == 'd' && strchr(digits, rest_[at + 3] | 0x20) &&
               is_hex(rest_[at + 4]) && is_hex(rest_[at + 5]);
    }

    /* Half a pair, such as a text cut inside an emoji leaves, becomes \ufffd; Telegram writes \x08;
     * what needs no backslash loses it. */
    void copy_escape() {
        char next = rest_.size() > 1 ? rest_[1] : '\0';
        if (is_surrogate(0, "89ab") && is_surrogate(6, "cdef"))
            copy(12);
        else if (is_surrogate(0, "89abcdef"))
            replace(6, "\\ufffd");
        else if (next == 'x' && rest_.size() > 3 && is_hex(rest_[2]) && is_hex(rest_[3]))
            copy_control(
                static_cast<unsigned>(strtoul(std::string(rest_, 2, 2).c_str(), nullptr, 16)), 4);
        else if (next && strchr("\"\\/bfnrtu", next))
            copy(2);
        else
            rest_.remove_prefix(1);
    }
};

/* What may be put right; the rest is damage. */
bool is_mendable(simdjson::error_code error) {
    return error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR ||
           error == simdjson::UNESCAPED_CHARS || error == simdjson::NUMBER_ERROR ||
           error == simdjson::TAPE_ERROR || error == simdjson::N_ATOM_ERROR;
}

simdjson::error_code parse_repaired(json_parser &parser) {
    size_t size = parser.repaired.size();
    parser.repaired.append(simdjson::SIMDJSON_PADDING, ' ');
    parser.is_kept = false;
    return parser.document.parse(parser.repaired.data(), size);
}

simdjson::error_code parse_mended(json_parser &parser, slice text, bool *is_lossy) {
    struct arena arena = {nullptr};
    slice valid = utf8_repair(&arena, text);
    if (!valid.at) return simdjson::MEMALLOC;
    *is_lossy = !utf8_valid(text);
    parser.repaired.clear();
    *is_lossy |= mending(view(valid), parser.repaired).run();
    arena_release(&arena);
    return parse_repaired(parser);
}

/* Mastodon's streams send {"event":"update","payload":"{\"id\":…}"}: JSON written into a string. */
simdjson::error_code unwrap(json_parser &parser) {
    json_value event, payload, root = parser.document.root();
    if (!parser.document.has_escapes()) return simdjson::SUCCESS;
    if (!root.find("event", &event) || !root.find("payload", &payload) || !event.is_string() ||
        !payload.is_string() || payload.string().substr(0, 1) != "{")
        return simdjson::SUCCESS;
    parser.repaired = std::string(payload.string()); /* may lie in what it replaces */
    return parse_repaired(parser);
}

} // namespace

namespace {

void add_cell(json_shape &shape, std::string_view path, uint32_t target, bool is_content) {
    if (path.empty()) {
        shape.made.push_back(target);
        return;
    }
    if (is_piecewise(path) && !shape.is_list[target]) shape.piecewise.push_back(target);
    if (take(path, "^")) {
        add_path(shape.around, path, target);
    } else {
        add_path(shape.post, path, target);
        if (is_content) {
            shape.content.push_back(target);
            add_path(shape.content_paths, path, target);
        }
    }
}

} // namespace

/* ---- the C face: no exception gets past it ---- */

bool utf8_valid(slice text) {
    return text.size == 0 || simdjson::validate_utf8(text.at, text.size);
}

json_shape *json_shape_new(const format *format, const cell_paths *paths, uint32_t cells) try {
    json_shape *shape = new json_shape();
    try {
        shape->of = format;
        shape->is_list.assign(paths->is_list, paths->is_list + cells);
        for (uint32_t i = 0; i < cells; i++)
            if (paths->is_read[i])
                add_cell(*shape, view(paths->paths[i]), i, paths->is_content[i]);
        add_paths(shape->post, format->original, original_cell);
        add_paths(shape->post, format->post, post_cell);
        add_paths(shape->test, format->post, post_cell);
        add_paths(shape->post, format->nested, nested_cell);
        for (step *root : {&shape->post, &shape->content_paths, &shape->around, &shape->test})
            lay_out(*root, shape->is_list);
    } catch (...) {
        delete shape;
        throw;
    }
    return shape;
} catch (const std::bad_alloc &) {
    return nullptr;
}

void json_shape_free(json_shape *shape) {
    delete shape;
}

json_parser *json_parser_new(void) {
    return new (std::nothrow) json_parser();
}

void json_parser_free(json_parser *parser) {
    delete parser;
}

lockstep_status json_parse(json_parser *parser, slice text, const char **problem, bool *repaired,
                           lockstep_error *err) try {
    *problem = nullptr;
    *repaired = false;
    parser->is_kept = true;
    simdjson::error_code error = parser->document.parse(text.at, text.size);
    if (is_mendable(error)) {
        simdjson::error_code mended = parse_mended(*parser, text, repaired);
        if (mended == simdjson::SUCCESS || mended == simdjson::MEMALLOC) error = mended;
    }
    if (error == simdjson::SUCCESS) error = unwrap(*parser);
    if (error == simdjson::MEMALLOC) return fail_memory(err, "JSON");
    if (error != simdjson::SUCCESS) *problem = simdjson::error_message(error);
    *repaired |= parser->document.had_nuls();
    return LOCKSTEP_OK;
} catch (const std::bad_alloc &) {
    return fail_memory(err, "JSON");
}

lockstep_status json_around(json_parser *parser, slice text, lockstep_error *err) try {
    parser->has_around = false;
    if (!text.at) return LOCKSTEP_OK;
    simdjson::error_code error = parser->around.parse(text.at, text.size);
    if (error == simdjson::MEMALLOC) return fail_memory(err, "JSON");
    parser->has_around = error == simdjson::SUCCESS;
    return LOCKSTEP_OK;
} catch (const std::bad_alloc &) {
    return fail_memory(err, "JSON");
}

bool json_has(const json_parser *parser, slice path, bool any_case) try {
    struct format format = {};
    format.any_case = any_case;
    json_shape shape = {};
    shape.of = &format;
    add_path(shape.test, view(path), post_cell);
    lay_out(shape.test, shape.is_list);
    json_parser *unchanged = const_cast<json_parser *>(parser); /* look-ups only are cached */
    struct arena arena = {nullptr};
    bool found =
        walk(*unchanged, shape, nullptr, &arena).finds(shape.test, parser->document.root());
    arena_release(&arena);
    return found;
} catch (const std::bad_alloc &) {
    return false;
}

void json_names(const json_parser *parser, buffer *out) {
    parser->document.root().each_member([&](std::string_view name, json_value) {
        if (out->size) buffer_append(out, slice_of(", "));
        buffer_append(out, {name.data(), name.size()});
    });
}

lockstep_status json_first(json_parser *parser, const json_shape *shape, lockstep_error *err) try {
    parser->posts.clear();
    parser->next = 0;
    for (bool &indexed : parser->is_indexed)
        indexed = false;
    json_value document = parser->document.root(), posts;
    const format &of = *shape->of;
    bool has_posts = of.posts && document.find(of.posts, &posts) && !posts.is_null();
    if (has_posts && posts.is_array())
        posts.each_item([&](json_value post) { parser->posts.push_back(post); });
    else if (has_posts && (posts.is_object() || !of.posts_are_optional))
        parser->posts.push_back(posts);
    else if (!of.posts || of.posts_are_optional)
        parser->posts.push_back(document);
    parser->is_empty = parser->posts.empty();
    return LOCKSTEP_OK;
} catch (const std::bad_alloc &) {
    return fail_memory(err, "posts");
}

lockstep_status json_next(json_parser *parser, const json_shape *shape, cell *cells,
                          struct arena *arena, json_found *found, lockstep_error *err) try {
    *found = parser->is_empty ? JSON_NO_POST : JSON_END;
    parser->is_empty = false;
    if (parser->next == parser->posts.size()) return LOCKSTEP_OK;
    json_value post = parser->posts[parser->next++];
    for (uint32_t target : parser->filled)
        empty(cells[target]);
    for (uint32_t target : shape->made)
        empty(cells[target]);
    parser->filled.clear();
    walk w(*parser, *shape, cells, arena);
    *found = w.fill(post) ? JSON_POST : JSON_NO_POST;
    return LOCKSTEP_OK;
} catch (const std::bad_alloc &) {
    return fail_memory(err, "posts");
}
