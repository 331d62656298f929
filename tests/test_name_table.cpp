/* Names found at one look, beside looking through all of them. */
#include "engine/name_table.hpp"

#include <criterion/criterion.h>

#include <random>
#include <set>
#include <string>

namespace {

/* From few letters, so that beginnings and ends are often alike. */
std::string random_name(std::mt19937_64 &chance) {
    std::string name(chance() % 24, 'a');
    for (char &c : name)
        c = static_cast<char>('a' + chance() % (chance() % 4 ? 1 : 3));
    return name;
}

uint32_t find_slowly(const std::vector<std::string_view> &names, std::string_view name) {
    for (uint32_t i = 0; i < names.size(); i++)
        if (names[i] == name) return i;
    return name_table::none;
}

/* As in a document: more bytes follow, of all kinds. */
uint32_t find(const name_table &table, const std::string &name, char behind) {
    std::string text = name + std::string(16, behind);
    return table.find(std::string_view(text).substr(0, name.size()));
}

} // namespace

Test(name_table, finds_what_looking_through_all_finds) {
    size_t found = 0;
    for (uint64_t seed = 0; seed < 500; seed++) {
        std::mt19937_64 chance(seed);
        std::set<std::string> drawn;
        for (size_t left = chance() % 60; left > 0; left--)
            drawn.insert(random_name(chance));
        std::vector<std::string_view> names(drawn.begin(), drawn.end());
        name_table table;
        table.lay_out(names);
        for (const std::string &name : drawn)
            cr_assert_eq(find(table, name, '"'), find_slowly(names, name), "%s", name.c_str());
        for (size_t i = 0; i < 200; i++) {
            std::string name = random_name(chance);
            uint32_t expected = find_slowly(names, name);
            cr_assert_eq(find(table, name, "\"a\0\xFF"[i % 4]), expected, "%s", name.c_str());
            found += expected != name_table::none;
        }
    }
    cr_expect(found > 1000, "%zu found", found);
}

/* Their first and last eight bytes are the same, and so are their sizes. */
Test(name_table, tells_long_names_apart_by_their_middle) {
    name_table table;
    table.lay_out({"beginning-a-the-end", "beginning-b-the-end", "beginning-c-the-end"});
    cr_expect_eq(find(table, "beginning-a-the-end", '"'), 0);
    cr_expect_eq(find(table, "beginning-b-the-end", '"'), 1);
    cr_expect_eq(find(table, "beginning-c-the-end", '"'), 2);
    cr_expect_eq(find(table, "beginning-d-the-end", '"'), name_table::none);
}

Test(name_table, may_be_empty) {
    name_table table;
    table.lay_out({});
    cr_expect_eq(find(table, "a", '"'), name_table::none);
}
