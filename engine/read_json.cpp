#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <new>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

extern "C" {
#include "engine/error.h"
#include "engine/input.h"
#include "engine/read_json.h"
#include "engine/utf8.h"
}

static_assert(BLOCK_PADDING >= simdjson::SIMDJSON_PADDING, "blocks are parsed in place");

namespace dom = simdjson::dom;

namespace {

/* Targets that are no cells. */
constexpr uint32_t original_cell = UINT32_MAX;   /* the path to the original */
constexpr uint32_t post_cell = UINT32_MAX - 1;   /* what every post has */
constexpr uint32_t nested_cell = UINT32_MAX - 2; /* lists of further posts */

/* Names of a size, the long ones together. */
constexpr size_t size_classes = 32;

size_t size_class(size_t size) {
    return std::min(size, size_classes - 1);
}

/* A step of all paths that begin alike: a tree, so that a post is gone through once. */
struct step {
    std::string_view name, key, value;      /* the member, or the table; an item's filter */
    std::vector<std::string_view> choices;  /* members of which the first that is there counts */
    std::vector<uint32_t> targets;          /* cells that are filled here */
    std::vector<step> members;              /* by the class of their names' sizes */
    uint16_t starts[size_classes + 1] = {}; /* in `members`, by class */
    std::vector<step> picks, items, lookups;
    bool is_piece = false; /* items make up one text */
    bool is_any = false;   /* the filter wants a member, of any value */
    bool is_none = false;  /* the filter wants no member, or null there */
};

using index_of_items = std::unordered_map<std::string_view, dom::element>;

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
    size_t of = size_class(name.size());
    for (size_t i = at.starts[of]; i < at.starts[of + 1]; i++)
        if (at.members[i].name == name) return at.members[i];
    step made;
    made.name = name;
    auto added = at.members.insert(at.members.begin() + at.starts[of + 1], made);
    for (size_t behind = of + 1; behind <= size_classes; behind++)
        at.starts[behind]++;
    return *added;
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
    step post, content; /* paths from a post; those of content from a repost's original */
    step around;        /* paths from the object around the list that holds the post */
    step test;          /* what every post has */
    std::vector<bool> is_content, is_list;
    std::vector<uint32_t> piecewise; /* cells whose items make up a text */
};

struct json_parser {
    dom::parser parser, around_parser;
    dom::element document, around;
    bool has_around;
    std::vector<dom::element> posts;
    size_t next;
    bool is_empty; /* the document has no posts, and this was not said yet */
    index_of_items tables[FORMAT_TABLES];
    bool is_indexed[FORMAT_TABLES]; /* for this document */
    std::string repaired;
};

namespace {

/* ---- values ---- */

constexpr size_t digits_room = sizeof cell::digits;

size_t size_of(std::to_chars_result written, const char *room) {
    return static_cast<size_t>(written.ptr - room);
}

slice digits_of(dom::element element, char *room) {
    int64_t integer;
    uint64_t large;
    double number;
    int size = 0;
    if (element.get(integer) == simdjson::SUCCESS)
        return {room, size_of(std::to_chars(room, room + digits_room, integer), room)};
    if (element.get(large) == simdjson::SUCCESS)
        return {room, size_of(std::to_chars(room, room + digits_room, large), room)};
    if (element.get(number) == simdjson::SUCCESS)
        for (int precision = 15; precision <= 17; precision++) {
            size = snprintf(room, digits_room, "%.*g", precision, number);
            if (strtod(room, nullptr) == number) break;
        }
    return {room, static_cast<size_t>(size)};
}

/* A string, number or truth value as text; empty for the rest. Numbers are written to `room`. */
slice text_of(dom::element element, char *room) {
    switch (element.type()) {
    case dom::element_type::STRING: {
        std::string_view text = element.get_string().value_unsafe();
        return {text.data(), text.size()};
    }
    case dom::element_type::BOOL:
        return slice_of(element.get_bool().value_unsafe() ? "true" : "false");
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
        return digits_of(element, room);
    default:
        return {nullptr, 0};
    }
}

/* ---- following paths ---- */

/* Calls `visit` for each item of an array; what is no array has none. */
template <typename visitor> void each_item(dom::element element, visitor visit) {
    dom::array items;
    if (element.get(items) != simdjson::SUCCESS) return;
    for (dom::element item : items)
        visit(item);
}

enum class place { alone, item, piece }; /* of a value: in no list, in one, in one text */

class walk {
  public:
    walk(json_parser &of, const json_shape &by, cell *into, struct arena *room)
        : parser_(of), shape_(by), cells_(into), arena_(room) {
    }

    /* Whether `of` leads to anything. */
    bool finds(const step &of, dom::element element) {
        follow(of, element, place::alone);
        return is_post_;
    }

    /* Fills the cells from a post, and those of content from its original, if that is there. False
     * when it is no post. */
    bool fill(dom::element post) {
        if (!post.is_object()) return false;
        follow(shape_.post, post, place::alone);
        if (!is_post_ && shape_.of->post) return false;
        if (parser_.has_around) follow(shape_.around, parser_.around, place::alone);
        if (has_original_ && is_original()) {
            for (size_t i = 0; i < shape_.is_content.size(); i++)
                if (shape_.is_content[i]) cells_[i].text = {nullptr, 0}, cells_[i].count = 0;
            follow(shape_.content, original_, place::alone);
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
    dom::element original_;
    bool has_original_ = false, is_post_ = false;

    bool is_original() {
        is_post_ = false;
        return original_.is_object() && (!shape_.of->post || finds(shape_.test, original_));
    }

    void follow(const step &at, dom::element element, place where) {
        if (element.is_null()) return;
        for (uint32_t target : at.targets)
            put(target, element, where);
        if (!at.members.empty() || !at.picks.empty()) follow_members(at, element, where);
        if (!at.items.empty()) follow_items(at, element, where);
        for (const step &s : at.lookups)
            follow_lookup(s, element, where);
    }

    void follow_items(const step &at, dom::element element, place where) {
        if (element.is_object())
            for (const step &s : at.items)
                if (!s.key.empty() && passes(s, element)) follow_condition(s, element, where);
        each_item(element, [&](dom::element item) {
            for (const step &s : at.items)
                if (passes(s, item)) follow(s, item, s.is_piece ? place::piece : place::item);
        });
    }

    /* An object that a condition holds for; a condition alone is "true". */
    void follow_condition(const step &s, dom::element element, place where) {
        for (uint32_t target : s.targets)
            if (target < nested_cell && !shape_.is_list[target])
                cells_[target].text = slice_of("true");
        follow(s, element, where);
    }

    void follow_members(const step &at, dom::element element, place where) {
        for (const step &s : at.picks)
            follow_pick(s, element, where);
        dom::object object;
        if (element.get(object) != simdjson::SUCCESS) return;
        for (auto [name, value] : object) {
            size_t of = size_class(name.size());
            for (size_t i = at.starts[of]; i < at.starts[of + 1]; i++)
                if (same(at.members[i].name, name)) follow(at.members[i], value, where);
        }
    }

    /* The first of the members that is there; an empty name is the value itself. */
    void follow_pick(const step &s, dom::element element, place where) {
        for (std::string_view name : s.choices) {
            dom::element value = element;
            if (!name.empty() && (!element.is_object() ||
                                  element[name].get(value) != simdjson::SUCCESS || value.is_null()))
                continue;
            follow(s, value, where);
            return;
        }
    }

    bool same(std::string_view a, std::string_view b) const {
        if (a.size() != b.size()) return false;
        if (!shape_.of->any_case)
            return a.empty() || (a[0] == b[0] && memcmp(a.data(), b.data(), a.size()) == 0);
        return names_alike({a.data(), a.size()}, {b.data(), b.size()});
    }

    static bool passes(const step &s, dom::element item) {
        char room[digits_room];
        dom::element value;
        if (s.key.empty()) return true;
        if (!item.is_object()) return false;
        bool is_there = item[s.key].get(value) == simdjson::SUCCESS;
        if (s.is_none) return !is_there || value.is_null();
        if (!is_there) return false;
        return s.is_any ? !value.is_null() : view(text_of(value, room)) == s.value;
    }

    void follow_lookup(const step &s, dom::element element, place where) {
        std::string_view key;
        if (element.get(key) != simdjson::SUCCESS) return;
        for (size_t i = 0; i < FORMAT_TABLES && shape_.of->tables[i].name; i++) {
            if (s.name != shape_.of->tables[i].name) continue;
            const index_of_items &index = indexed(i);
            auto found = index.find(key);
            if (found != index.end()) follow(s, found->second, where);
        }
    }

    const index_of_items &indexed(size_t i) {
        index_of_items &index = parser_.tables[i];
        if (parser_.is_indexed[i]) return index;
        parser_.is_indexed[i] = true;
        index.clear();
        dom::element items = parser_.document;
        for (std::string_view path = shape_.of->tables[i].path; !path.empty();) {
            std::string_view name = take_until(path, ".");
            if (!items.is_object() || items[name].get(items) != simdjson::SUCCESS) return index;
            take(path, ".");
        }
        each_item(items, [&](dom::element item) {
            std::string_view key;
            if (item.is_object() && item[shape_.of->tables[i].key].get(key) == simdjson::SUCCESS)
                index.emplace(key, item);
        });
        return index;
    }

    void put(uint32_t target, dom::element element, place where) {
        if (target == original_cell) {
            original_ = element;
            has_original_ = true;
        } else if (target == post_cell) {
            is_post_ = true;
        } else if (target == nested_cell) {
            each_item(element, [&](dom::element post) { parser_.posts.push_back(post); });
        } else if (where == place::piece && !shape_.is_list[target]) {
            add_item(cells_[target], element);
        } else if (!shape_.is_list[target] || (where == place::alone && !element.is_array())) {
            cell &c = cells_[target];
            if (c.text.size == 0) c.text = text_of(element, c.digits);
        } else if (!element.is_array()) {
            add_item(cells_[target], element);
        } else {
            each_item(element, [&](dom::element item) { add_item(cells_[target], item); });
        }
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

    void add_item(cell &c, dom::element element) {
        char room[digits_room];
        slice text = text_of(element, room);
        if (text.size == 0) return;
        if (text.at == room && !(text = arena_copy(arena_, text)).at) throw std::bad_alloc();
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

simdjson::error_code parse_mended(json_parser &parser, slice text, bool *is_lossy) {
    struct arena arena = {nullptr};
    slice valid = utf8_repair(&arena, text);
    if (!valid.at) return simdjson::MEMALLOC;
    *is_lossy = !utf8_valid(text);
    parser.repaired.clear();
    *is_lossy |= mending(view(valid), parser.repaired).run();
    arena_release(&arena);
    size_t size = parser.repaired.size();
    parser.repaired.append(simdjson::SIMDJSON_PADDING, ' ');
    return parser.parser.parse(parser.repaired.data(), size, false).get(parser.document);
}

/* Mastodon's streams send {"event":"update","payload":"{\"id\":…}"}: JSON written into a string. */
simdjson::error_code unwrap(json_parser &parser) {
    std::string_view event, payload;
    if (!parser.document.is_object() || parser.document["event"].get(event) != simdjson::SUCCESS ||
        parser.document["payload"].get(payload) != simdjson::SUCCESS || payload.empty() ||
        payload.front() != '{')
        return simdjson::SUCCESS;
    parser.repaired.assign(payload);
    size_t size = parser.repaired.size();
    parser.repaired.append(simdjson::SIMDJSON_PADDING, ' ');
    return parser.parser.parse(parser.repaired.data(), size, false).get(parser.document);
}

} // namespace

namespace {

void add_cell(json_shape &shape, std::string_view path, uint32_t target) {
    if (path.empty()) return; /* made of others */
    if (is_piecewise(path) && !shape.is_list[target]) shape.piecewise.push_back(target);
    if (take(path, "^")) {
        add_path(shape.around, path, target);
    } else {
        add_path(shape.post, path, target);
        if (shape.is_content[target]) add_path(shape.content, path, target);
    }
}

} // namespace

/* ---- the C face: no exception gets past it ---- */

bool utf8_valid(slice text) {
    return text.size == 0 || simdjson::validate_utf8(text.at, text.size);
}

json_shape *json_shape_new(const format *format, const slice *paths, const bool *is_content,
                           const bool *is_list, uint32_t cells) try {
    json_shape *shape = new json_shape();
    try {
        shape->of = format;
        shape->is_content.assign(is_content, is_content + cells);
        shape->is_list.assign(is_list, is_list + cells);
        for (uint32_t i = 0; i < cells; i++)
            add_cell(*shape, view(paths[i]), i);
        add_paths(shape->post, format->original, original_cell);
        add_paths(shape->post, format->post, post_cell);
        add_paths(shape->test, format->post, post_cell);
        add_paths(shape->post, format->nested, nested_cell);
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
    simdjson::error_code error =
        parser->parser.parse(text.at, text.size, false).get(parser->document);
    if (is_mendable(error)) {
        simdjson::error_code mended = parse_mended(*parser, text, repaired);
        if (mended == simdjson::SUCCESS || mended == simdjson::MEMALLOC) error = mended;
    }
    if (error == simdjson::SUCCESS) error = unwrap(*parser);
    if (error == simdjson::MEMALLOC) return fail_memory(err, "JSON");
    if (error != simdjson::SUCCESS) *problem = simdjson::error_message(error);
    return LOCKSTEP_OK;
} catch (const std::bad_alloc &) {
    return fail_memory(err, "JSON");
}

lockstep_status json_around(json_parser *parser, slice text, lockstep_error *err) try {
    parser->has_around = false;
    if (!text.at) return LOCKSTEP_OK;
    simdjson::error_code error =
        parser->around_parser.parse(text.at, text.size, true).get(parser->around);
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
    json_parser *unchanged = const_cast<json_parser *>(parser); /* look-ups only are cached */
    walk w(*unchanged, shape, nullptr, nullptr);
    return w.finds(shape.test, parser->document);
} catch (const std::bad_alloc &) {
    return false;
}

void json_names(const json_parser *parser, buffer *out) {
    dom::object object;
    if (parser->document.get(object) != simdjson::SUCCESS) return;
    for (auto field : object) {
        if (out->size) buffer_append(out, slice_of(", "));
        buffer_append(out, {field.key.data(), field.key.size()});
    }
}

lockstep_status json_first(json_parser *parser, const json_shape *shape, lockstep_error *err) try {
    parser->posts.clear();
    parser->next = 0;
    for (bool &indexed : parser->is_indexed)
        indexed = false;
    dom::element document = parser->document, posts;
    const format &of = *shape->of;
    bool has_posts = of.posts && document.is_object() &&
                     document[of.posts].get(posts) == simdjson::SUCCESS && !posts.is_null();
    if (has_posts && posts.is_array())
        each_item(posts, [&](dom::element post) { parser->posts.push_back(post); });
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
    dom::element post = parser->posts[parser->next++];
    for (size_t i = 0; i < shape->is_list.size(); i++)
        cells[i].text = {nullptr, 0}, cells[i].count = 0;
    walk w(*parser, *shape, cells, arena);
    *found = w.fill(post) ? JSON_POST : JSON_NO_POST;
    return LOCKSTEP_OK;
} catch (const std::bad_alloc &) {
    return fail_memory(err, "posts");
}
