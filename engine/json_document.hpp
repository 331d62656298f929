/* A JSON document as marks in its text: simdjson finds the brackets, colons, commas and the first
 * bytes of values (stage 1 of Langdale and Lemire, "Parsing Gigabytes of JSON per Second", VLDB
 * Journal 28, 2019), and instead of its tree, for which every string is copied and every number
 * read, the marks are checked against the grammar and gone through for what is asked for. Accepts
 * and refuses what simdjson's own parser does, with its errors.
 */
#ifndef LOCKSTEP_ENGINE_JSON_DOCUMENT_HPP
#define LOCKSTEP_ENGINE_JSON_DOCUMENT_HPP
#include <cstdint>
#include <cstring>
#include <memory>
#include <simdjson.h>
#include <string_view>
#include <vector>

class json_document;

/* A value of a document, until that parses another; made by itself, of none. */
class json_value {
  public:
    json_value() = default;
    json_value(const json_document *of, uint32_t mark) : of_(of), mark_(mark) {
    }

    inline char first() const; /* of its bytes, which tells its type */
    bool is_object() const {
        return first() == '{';
    }
    bool is_array() const {
        return first() == '[';
    }
    bool is_string() const {
        return first() == '"';
    }
    bool is_null() const {
        return first() == 'n';
    }
    /* A string's contents; those of one with escapes live until the next parse, others as long as
     * the text. */
    inline std::string_view string() const;
    inline bool has_escapes() const;
    /* A number or word as it is spelt. */
    inline std::string_view spelling() const;
    /* Calls `visit(name, value)` for each member of an object, in order; 8 bytes at the name may be
     * read. */
    template <typename visitor> void each_member(visitor visit) const;
    /* Calls `visit(value)` for each item of an array. */
    template <typename visitor> void each_item(visitor visit) const;
    /* The first member of that name, if it is an object that has one. O(members). */
    inline bool find(std::string_view name, json_value *found) const;

  private:
    const json_document *of_ = nullptr;
    uint32_t mark_ = 0;
};

class json_document {
  public:
    /* The text has to outlive what is asked of the document, and SIMDJSON_PADDING bytes behind it
     * must be readable. O(size). Throws bad_alloc. */
    simdjson::error_code parse(const char *text, size_t size);
    json_value root() const {
        return {this, 0};
    }
    bool has_escapes() const {
        return has_escapes_;
    }
    /* Whether "\u0000" was in a string, for which U+FFFD stands now. */
    bool had_nuls() const {
        return had_nuls_;
    }

  private:
    friend class json_value;

    std::unique_ptr<simdjson::internal::dom_parser_implementation> marker_;
    const char *text_ = nullptr;
    size_t size_ = 0;
    const uint32_t *marks_ = nullptr; /* where things begin in the text */
    uint32_t count_ = 0;
    /* By mark: of a bracket the mark of the one that closes it; of a string with escapes, where it
     * is in `unescaped_`, from 1; 0 of one without (not set where there are none at all). */
    std::vector<uint32_t> ends_;
    std::vector<uint32_t> open_;  /* brackets not closed yet, while checking */
    std::vector<char> unescaped_; /* each string behind its size, 4 bytes */
    size_t unescaped_size_ = 0;
    const char *next_escape_ = nullptr; /* the first that is not behind what was checked */
    bool has_escapes_ = false, had_nuls_ = false;

    simdjson::error_code find_marks();
    template <bool with_escapes> simdjson::error_code check();
    simdjson::error_code check_scalar(uint32_t mark) const;
    simdjson::error_code check_string(uint32_t mark);
    void unescape_nuls(size_t from);

    char at(uint32_t mark) const {
        return text_[marks_[mark]];
    }
    static bool is_blank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
    /* What begins at a mark, up to the blanks before the next one. */
    std::string_view spelling(uint32_t mark) const {
        size_t begin = marks_[mark], end = mark + 1 < count_ ? marks_[mark + 1] : size_;
        while (is_blank(text_[end - 1]))
            end--;
        return {text_ + begin, end - begin};
    }
    bool has_escapes(uint32_t mark) const {
        return has_escapes_ && ends_[mark];
    }
    std::string_view string(uint32_t mark) const {
        if (!has_escapes(mark)) {
            std::string_view quoted = spelling(mark);
            return {quoted.data() + 1, quoted.size() - 2};
        }
        uint32_t size;
        const char *place = unescaped_.data() + ends_[mark] - 1;
        std::memcpy(&size, place, sizeof size);
        return {place + sizeof size, size};
    }
    /* The mark of the comma or bracket behind a value. */
    uint32_t behind(uint32_t mark) const {
        char first = at(mark);
        return (first == '{' || first == '[' ? ends_[mark] : mark) + 1;
    }
};

inline char json_value::first() const {
    return of_->at(mark_);
}

inline std::string_view json_value::string() const {
    return of_->string(mark_);
}

inline bool json_value::has_escapes() const {
    return of_->has_escapes(mark_);
}

inline std::string_view json_value::spelling() const {
    return of_->spelling(mark_);
}

template <typename visitor> void json_value::each_member(visitor visit) const {
    if (!is_object()) return;
    uint32_t name = mark_ + 1;
    if (of_->at(name) == '}') return;
    for (;; name++) {
        visit(of_->string(name), json_value{of_, name + 2});
        name = of_->behind(name + 2);
        if (of_->at(name) != ',') break;
    }
}

template <typename visitor> void json_value::each_item(visitor visit) const {
    if (!is_array()) return;
    uint32_t item = mark_ + 1;
    if (of_->at(item) == ']') return;
    for (;; item++) {
        visit(json_value{of_, item});
        item = of_->behind(item);
        if (of_->at(item) != ',') break;
    }
}

inline bool json_value::find(std::string_view name, json_value *found) const {
    if (!is_object()) return false;
    uint32_t member = mark_ + 1;
    if (of_->at(member) == '}') return false;
    for (;; member++) {
        if (of_->string(member) == name) {
            *found = {of_, member + 2};
            return true;
        }
        member = of_->behind(member + 2);
        if (of_->at(member) != ',') return false;
    }
}
#endif
