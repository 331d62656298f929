#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/json_document.hpp"
#include "engine/json_mending.hpp"
#include "engine/json_paths.hpp"

extern "C" {
#include "engine/error.h"
#include "engine/input.h"
#include "engine/utf8.h"
}

static_assert(BLOCK_PADDING >= simdjson::SIMDJSON_PADDING, "blocks are parsed in place");

namespace {

using index_of_items = std::unordered_map<std::string_view, json_value>;

std::string_view view(slice text) {
    return {text.at, text.size};
}

} // namespace

struct json_parser {
    json_document document, around;
    bool has_around;
    bool is_kept; /* the document's text is the caller's, not `repaired` */
    std::vector<json_value> posts;
    size_t next;
    std::vector<uint32_t> filled; /* cells, from the post before */
    bool is_empty;                /* the document has no posts, and this was not said yet */
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
    bool finds(const json_step &of, json_value value) {
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

    void follow(const json_step &at, json_value value, place where) {
        if (value.is_null()) return;
        for (uint32_t target : at.targets)
            put(target, value, where);
        follow_members(at, value, where);
        if (!at.items.empty()) follow_items(at, value, where);
        for (const json_step &s : at.lookups)
            follow_lookup(s, value, where);
    }

    void follow_items(const json_step &at, json_value value, place where) {
        if (value.is_object())
            for (const json_step &s : at.items)
                if (!s.key.empty() && passes(s, value)) follow_condition(s, value, where);
        value.each_item([&](json_value item) {
            for (const json_step &s : at.items)
                if (passes(s, item)) follow(s, item, s.is_piece ? place::piece : place::item);
        });
    }

    /* An object that a condition holds for; a condition alone is "true". */
    void follow_condition(const json_step &s, json_value value, place where) {
        for (uint32_t target : s.targets)
            if (target < nested_cell && !shape_.is_list[target])
                begin(target).text = slice_of("true");
        follow(s, value, where);
    }

    void follow_members(const json_step &at, json_value value, place where) {
        for (const json_step &s : at.picks)
            follow_pick(s, value, where);
        if (at.members.empty()) return;
        if (shape_.of->any_case) return follow_alike(at, value, where);
        value.each_member([&](std::string_view name, json_value member) {
            uint32_t place = at.names.find(name);
            if (place == name_table::none) return;
            const json_step &then = at.members[place];
            if (then.only != nested_cell && where != place::piece)
                fill_empty(then.only, member);
            else
                follow(then, member, where);
        });
    }

    void follow_alike(const json_step &at, json_value value, place where) {
        value.each_member([&](std::string_view name, json_value member) {
            for (const json_step &s : at.members)
                if (names_alike({s.name.data(), s.name.size()}, {name.data(), name.size()}))
                    follow(s, member, where);
        });
    }

    /* The first of the members that is there; an empty name is the value itself. */
    void follow_pick(const json_step &s, json_value value, place where) {
        for (std::string_view name : s.choices) {
            json_value chosen = value;
            if (!name.empty() && (!value.find(name, &chosen) || chosen.is_null())) continue;
            follow(s, chosen, where);
            return;
        }
    }

    bool passes(const json_step &s, json_value item) const {
        json_value value;
        if (s.key.empty()) return true;
        if (!item.is_object()) return false;
        bool is_there = item.find(s.key, &value);
        if (s.is_none) return !is_there || value.is_null();
        if (!is_there) return false;
        return s.is_any ? !value.is_null() : view(text_of(value)) == s.value;
    }

    void follow_lookup(const json_step &s, json_value value, place where) {
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
            if (!items.find(json_take_until(path, "."), &items)) return index;
            json_take(path, ".");
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
    *is_lossy |= json_mend(view(valid), parser.repaired);
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

/* ---- the C face: no exception gets past it ---- */

bool utf8_valid(slice text) {
    return text.size == 0 || simdjson::validate_utf8(text.at, text.size);
}

json_shape *json_shape_new(const format *format, const cell_paths *paths, uint32_t cells) try {
    return new json_shape(format, paths, cells);
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
    json_shape shape(&format, view(path));
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
