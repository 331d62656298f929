#include "engine/json_paths.hpp"

#include <algorithm>

std::string_view json_take_until(std::string_view &path, const char *ends) {
    size_t size = path.find_first_of(ends);
    std::string_view taken = path.substr(0, size);
    path.remove_prefix(taken.size());
    return taken;
}

bool json_take(std::string_view &path, std::string_view prefix) {
    if (path.substr(0, prefix.size()) != prefix) return false;
    path.remove_prefix(prefix.size());
    return true;
}

namespace {

std::string_view view(slice text) {
    return {text.at, text.size};
}

/* Once all paths are there: steps do not move from here on. */
void lay_out(json_step &at, const std::vector<bool> &is_list) {
    bool is_alone = at.targets.size() == 1;
    for (size_t kind = 0; std::vector<json_step> *children = at.children(kind); kind++)
        for (json_step &s : *children)
            lay_out(s, is_list), is_alone = false;
    if (is_alone && at.targets[0] < nested_cell && !is_list[at.targets[0]]) at.only = at.targets[0];
    std::vector<std::string_view> names;
    for (const json_step &s : at.members)
        names.push_back(s.name);
    at.names.lay_out(names);
}

/* The step among `steps` that `like` describes, made if it is not there. */
json_step &child(std::vector<json_step> &steps, const json_step &like) {
    for (json_step &s : steps)
        if (s.name == like.name && s.key == like.key && s.value == like.value &&
            s.choices == like.choices)
            return s;
    steps.push_back(like);
    return steps.back();
}

json_step &add_member(json_step &at, std::string_view name) {
    json_step made;
    made.name = name;
    return child(at.members, made);
}

json_step &add_members(json_step &at, std::string_view names) {
    if (names.find('/') == std::string_view::npos) return add_member(at, names);
    json_step made;
    for (size_t size; (size = names.find('/')) != names.npos; names.remove_prefix(size + 1))
        made.choices.push_back(names.substr(0, size));
    made.choices.push_back(names);
    return child(at.picks, made);
}

json_step &add_items(json_step &at, std::string_view filter) {
    json_step made;
    size_t equals = filter.find('=');
    made.name = filter; /* tells it from the others */
    made.is_piece = filter == "+";
    made.is_none = json_take(filter, "!");
    made.is_any = equals == filter.npos && !made.is_piece && !made.is_none;
    if (equals != filter.npos) made.value = filter.substr(equals + 1);
    if (!made.is_piece) made.key = filter.substr(0, equals);
    return child(at.items, made);
}

void add_path(json_step &root, std::string_view path, uint32_t target) {
    json_step *at = &root;
    while (!path.empty()) {
        if (json_take(path, "->")) {
            json_step made;
            made.name = json_take_until(path, ".[");
            at = &child(at->lookups, made);
        } else if (json_take(path, "[")) {
            at = &add_items(*at, json_take_until(path, "]"));
            json_take(path, "]");
        } else {
            json_take(path, ".");
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
void add_paths(json_step &root, const char *paths, uint32_t target) {
    slice path;
    while (next_alternative(&paths, &path))
        add_path(root, {path.at, path.size}, target);
}

bool is_piecewise(std::string_view path) {
    return path.find("[+]") != path.npos;
}

void add_cell(json_shape &shape, std::string_view path, uint32_t target, bool is_content) {
    if (path.empty()) {
        shape.made.push_back(target);
        return;
    }
    if (is_content) shape.content.push_back(target);
    if (is_piecewise(path) && !shape.is_list[target]) shape.piecewise.push_back(target);
    if (json_take(path, "^")) {
        add_path(shape.around, path, target);
    } else {
        add_path(shape.post, path, target);
        if (is_content) add_path(shape.content_paths, path, target);
    }
}

} // namespace

json_shape::json_shape(const format *format, const cell_paths *paths, uint32_t cells) : of(format) {
    is_list.assign(paths->is_list, paths->is_list + cells);
    for (uint32_t i = 0; i < cells; i++)
        if (paths->is_read[i]) add_cell(*this, view(paths->paths[i]), i, paths->is_content[i]);
    add_paths(post, format->original, original_cell);
    add_paths(post, format->post, post_cell);
    add_paths(test, format->post, post_cell);
    add_paths(post, format->nested, nested_cell);
    for (json_step *root : {&post, &content_paths, &around, &test})
        lay_out(*root, is_list);
}

json_shape::json_shape(const format *format, std::string_view path) : of(format) {
    add_path(test, path, post_cell);
    lay_out(test, is_list);
}
