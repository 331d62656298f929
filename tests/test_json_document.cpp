/* Documents by their marks, beside simdjson's own tree of them: the oracle. */
#include "engine/json_document.hpp"

#include <criterion/criterion.h>

#include <random>
#include <string>

namespace dom = simdjson::dom;

namespace {

struct dice {
    std::mt19937_64 chance;
    size_t below(size_t limit) {
        return chance() % limit;
    }
    const char *one_of(const std::vector<const char *> &items) {
        return items[below(items.size())];
    }
};

/* ---- random documents ---- */

std::string random_string(dice &d) {
    static const std::vector<const char *> pieces = {"a",
                                                     "text",
                                                     "longer than eight",
                                                     "ö",
                                                     "字",
                                                     "🙂",
                                                     " ",
                                                     "{",
                                                     "}]",
                                                     ",",
                                                     ":",
                                                     "\\n",
                                                     "\\\"",
                                                     "\\\\",
                                                     "\\/",
                                                     "\\u00e9",
                                                     "\\u5b57",
                                                     "\\ud83d\\ude42",
                                                     "\\u0000",
                                                     "\\u0000\\u0000"};
    std::string out = "\"";
    for (size_t left = d.below(6); left > 0; left--)
        out += d.one_of(pieces);
    return out + "\"";
}

std::string random_scalar(dice &d) {
    static const std::vector<const char *> others = {"0",
                                                     "7",
                                                     "-1",
                                                     "-0",
                                                     "123456789012345678",
                                                     "1234567890123456789",
                                                     "9223372036854775807",
                                                     "-9223372036854775808",
                                                     "9223372036854775808",
                                                     "18446744073709551615",
                                                     "1.5",
                                                     "-0.0",
                                                     "1e3",
                                                     "1E+30",
                                                     "2.5e-7",
                                                     "0.1",
                                                     "1e308",
                                                     "1e-400",
                                                     "true",
                                                     "false",
                                                     "null"};
    return d.below(2) ? random_string(d) : d.one_of(others);
}

std::string blanks(dice &d) {
    return d.below(8) ? "" : d.one_of({" ", "\n", "\t", "\r", "  "});
}

std::string random_value(dice &d, size_t depth) {
    size_t kind = d.below(4), count = d.below(5);
    if (depth == 0 || kind > 1) return random_scalar(d);
    std::string out = kind ? "{" : "[";
    for (size_t i = 0; i < count; i++) {
        if (i) out += ",";
        out += blanks(d);
        if (kind) out += random_string(d) + blanks(d) + ":" + blanks(d);
        out += random_value(d, depth - 1) + blanks(d);
    }
    return out + (kind ? "}" : "]");
}

/* What people's tools and bad disks make of it. */
void damage(std::string &text, dice &d) {
    static const std::vector<const char *> pieces = {"{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ",",
                                                     ":",
                                                     "\"",
                                                     "\\",
                                                     "\\u12",
                                                     "\\x08",
                                                     "\\ud83d",
                                                     "\\udc00",
                                                     "NaN",
                                                     "nan",
                                                     "tru",
                                                     "truex",
                                                     "nul",
                                                     "01",
                                                     "1.",
                                                     ".5",
                                                     "1e",
                                                     "-",
                                                     "+1",
                                                     "1 2",
                                                     "1\"a\"",
                                                     "\"a\"1",
                                                     "\x01",
                                                     "\xFF",
                                                     "18446744073709551616",
                                                     "-9223372036854775809",
                                                     "1e400",
                                                     "12345678901234567890123",
                                                     "1.0e999",
                                                     "0x1",
                                                     "'",
                                                     "/",
                                                     "\n",
                                                     "//",
                                                     "1-2",
                                                     "1,",
                                                     "{}",
                                                     "[]",
                                                     "null"};
    size_t at = d.below(text.size() + 1), removed = d.below(4);
    if (d.below(8) == 0)
        text.resize(at);
    else
        text.replace(at, std::min(removed, text.size() - at), d.below(3) ? d.one_of(pieces) : "");
}

/* ---- comparing ---- */

std::string padded(const std::string &text) {
    return text + std::string(simdjson::SIMDJSON_PADDING, ',');
}

std::string without_nuls(std::string_view text) {
    std::string out;
    for (char c : text)
        c ? out.push_back(c) : (void) out.append("\xEF\xBF\xBD");
    return out;
}

bool same(json_value ours, dom::element theirs);

bool same_object(json_value ours, dom::object theirs) {
    auto next = theirs.begin();
    bool is_same = true;
    ours.each_member([&](std::string_view name, json_value value) {
        is_same = is_same && next != theirs.end() && name == without_nuls(next.key()) &&
                  same(value, next.value());
        ++next;
    });
    for (auto [name, value] : theirs) {
        json_value found; /* the first of that name, which need not be this one */
        is_same = is_same && ours.find(without_nuls(name), &found) == true;
    }
    json_value found;
    return is_same && next == theirs.end() && !ours.find("no such name", &found);
}

bool same_array(json_value ours, dom::array theirs) {
    auto next = theirs.begin();
    bool is_same = true;
    ours.each_item([&](json_value item) {
        is_same = is_same && next != theirs.end() && same(item, *next);
        ++next;
    });
    return is_same && !(next != theirs.end());
}

bool same_number(std::string_view ours, dom::element theirs) {
    int64_t integer;
    uint64_t large;
    double number;
    if (theirs.get(integer) == simdjson::SUCCESS)
        return ours == std::to_string(integer) || (ours == "-0" && integer == 0);
    if (theirs.get(large) == simdjson::SUCCESS) return ours == std::to_string(large);
    return theirs.get(number) == simdjson::SUCCESS &&
           std::strtod(std::string(ours).c_str(), nullptr) == number;
}

bool same(json_value ours, dom::element theirs) {
    switch (theirs.type()) {
    case dom::element_type::OBJECT:
        return ours.is_object() && same_object(ours, theirs.get_object().value_unsafe());
    case dom::element_type::ARRAY:
        return ours.is_array() && same_array(ours, theirs.get_array().value_unsafe());
    case dom::element_type::STRING:
        return ours.is_string() &&
               ours.string() == without_nuls(theirs.get_string().value_unsafe());
    case dom::element_type::BOOL:
        return ours.spelling() == (theirs.get_bool().value_unsafe() ? "true" : "false");
    case dom::element_type::NULL_VALUE:
        return ours.is_null();
    default:
        return same_number(ours.spelling(), theirs);
    }
}

/* Whether the document was good. */
bool check_same(json_document &document, dom::parser &parser, const std::string &text) {
    std::string room = padded(text);
    dom::element theirs;
    simdjson::error_code expected = parser.parse(room.data(), text.size(), false).get(theirs);
    simdjson::error_code error = document.parse(room.data(), text.size());
    cr_assert_eq(error, expected, "%.200s: %s, not %s", text.c_str(),
                 simdjson::error_message(error), simdjson::error_message(expected));
    if (!error) cr_assert(same(document.root(), theirs), "%.200s", text.c_str());
    return !error;
}

} // namespace

Test(json_document, says_what_the_tree_says) {
    json_document document;
    dom::parser parser;
    for (uint64_t seed = 0; seed < 20000; seed++) {
        dice d = {std::mt19937_64(seed)};
        std::string text = blanks(d) + random_value(d, 1 + d.below(5)) + blanks(d);
        cr_assert(check_same(document, parser, text), "%s", text.c_str());
    }
}

Test(json_document, refuses_what_the_tree_refuses) {
    json_document document;
    dom::parser parser;
    size_t good = 0, bad = 0;
    for (uint64_t seed = 0; seed < 60000; seed++) {
        dice d = {std::mt19937_64(seed)};
        std::string text = random_value(d, 1 + d.below(4));
        for (size_t left = 1 + d.below(2); left > 0; left--)
            damage(text, d);
        check_same(document, parser, text) ? good++ : bad++;
    }
    cr_expect(good > 5000 && bad > 20000, "%zu good, %zu bad", good, bad);
}

Test(json_document, nests_as_deep_as_the_tree) {
    json_document document;
    dom::parser parser;
    for (size_t depth : {1u, 2u, 1000u, 1022u, 1023u, 1024u, 1025u, 5000u}) {
        check_same(document, parser, std::string(depth, '[') + std::string(depth, ']'));
        std::string objects;
        for (size_t i = 0; i < depth; i++)
            objects += "{\"a\":";
        check_same(document, parser, objects + "1" + std::string(depth, '}'));
    }
}

/* A document may be larger than the ones before, and have more escapes. */
Test(json_document, grows) {
    json_document document;
    dom::parser parser;
    for (size_t size : {1u, 100u, 10u, 100000u, 3u, 1000000u}) {
        std::string text = "[";
        for (size_t i = 0; i < size; i++)
            text += "\"\\n\",";
        check_same(document, parser, text + "\"\"]");
    }
}

Test(json_document, shows_nuls) {
    json_document document;
    std::string text = padded("[\"a\\u0000b\"]"), plain = padded("[\"a\"]");
    cr_assert_not(document.parse(text.data(), text.size() - simdjson::SIMDJSON_PADDING));
    cr_expect(document.had_nuls());
    document.root().each_item([](json_value item) {
        cr_expect(item.string() == "a\xEF\xBF\xBD"
                                   "b");
    });
    cr_assert_not(document.parse(plain.data(), plain.size() - simdjson::SIMDJSON_PADDING));
    cr_expect_not(document.had_nuls());
}
