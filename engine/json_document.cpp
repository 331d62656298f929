#include "engine/json_document.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <new>
#include <string>

using simdjson::error_code;

namespace {

constexpr size_t safe_digits = 18; /* of a number that 64 bits hold */

size_t count_digits(std::string_view text) {
    size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

template <typename integer> bool holds(std::string_view text) {
    integer value;
    return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

/* Takes a part of a number off its front: digits, of which there has to be one. */
bool take_digits(std::string_view &text) {
    size_t count = count_digits(text);
    text.remove_prefix(count);
    return count > 0;
}

/* Whether the fraction and the exponent, either of which may be missing, are spelt as JSON has it.
 */
bool is_tail(std::string_view text) {
    if (text.substr(0, 1) == ".") {
        text.remove_prefix(1);
        if (!take_digits(text)) return false;
    }
    if (text.empty()) return true;
    if (text[0] != 'e' && text[0] != 'E') return false;
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
    return take_digits(text) && text.empty();
}

/* Of a number in JSON's spelling. */
bool is_finite(std::string_view number) {
    constexpr size_t safe_size = 300; /* without an exponent */
    if (number.size() < safe_size && number.find_first_of("eE") == number.npos) return true;
    return std::isfinite(std::strtod(std::string(number).c_str(), nullptr));
}

bool is_number(std::string_view number) {
    std::string_view digits = number;
    bool is_negative = number[0] == '-';
    digits.remove_prefix(is_negative);
    size_t count = count_digits(digits);
    if (count == 0 || (count > 1 && digits[0] == '0')) return false;
    if (count < digits.size()) return is_tail(digits.substr(count)) && is_finite(number);
    return count <= safe_digits || (is_negative ? holds<int64_t>(number) : holds<uint64_t>(number));
}

/* Most numbers; the others are looked at more closely. */
inline bool is_short_integer(const char *at) {
    constexpr size_t most = 7;
    size_t size = 0;
    for (bool goes_on = true; size <= most && goes_on; size += goes_on)
        goes_on = at[size] >= '0' && at[size] <= '9';
    char behind = at[size];
    bool is_short = size > 0 && size <= most && (size == 1 || *at != '0');
    return is_short && (behind == ',' || behind == '}' || behind == ']');
}

char closing_of(char bracket) {
    return bracket == '{' ? '}' : ']';
}

} // namespace

error_code json_document::find_marks() {
    if (size_ == 0) return simdjson::EMPTY;
    if (!marker_) {
        error_code error = simdjson::get_active_implementation()->create_dom_parser_implementation(
            size_, simdjson::DEFAULT_MAX_DEPTH, marker_);
        if (error) return error;
    }
    if (marker_->capacity() < size_) {
        error_code error = marker_->allocate(size_ + size_ / 4, simdjson::DEFAULT_MAX_DEPTH);
        if (error) return error;
    }
    error_code error = marker_->stage1(reinterpret_cast<const uint8_t *>(text_), size_,
                                       simdjson::stage1_mode::regular);
    marks_ = marker_->structural_indexes.get();
    count_ = marker_->n_structural_indexes;
    return error;
}

/* A NUL ends a text for many who read what is written. */
void json_document::unescape_nuls(size_t from) {
    std::string shown;
    for (size_t i = from; i < unescaped_size_; i++)
        if (unescaped_[i])
            shown.push_back(unescaped_[i]);
        else
            shown.append("\xEF\xBF\xBD"); /* half of what was written as six bytes */
    std::memcpy(unescaped_.data() + from, shown.data(), shown.size());
    unescaped_size_ = from + shown.size();
    had_nuls_ = true;
}

error_code json_document::check_string(uint32_t mark) {
    std::string_view quoted = spelling(mark);
    const char *begin = quoted.data() + 1, *end = quoted.data() + quoted.size(),
               *text_end = text_ + size_;
    ends_[mark] = 0;
    if (next_escape_ && next_escape_ < begin) /* of what is no string: it is refused elsewhere */
        next_escape_ = static_cast<const char *>(
            std::memchr(begin, '\\', static_cast<size_t>(text_end - begin)));
    if (!next_escape_ || next_escape_ >= end) return simdjson::SUCCESS;
    size_t from = unescaped_size_ + sizeof(uint32_t);
    uint8_t *written = reinterpret_cast<uint8_t *>(unescaped_.data()) + from;
    const uint8_t *stop = marker_->parse_string(reinterpret_cast<const uint8_t *>(begin), written);
    if (!stop) return simdjson::STRING_ERROR;
    ends_[mark] = static_cast<uint32_t>(unescaped_size_) + 1;
    unescaped_size_ = from + static_cast<size_t>(stop - written);
    if (std::memchr(unescaped_.data() + from, '\0', unescaped_size_ - from)) unescape_nuls(from);
    uint32_t size = static_cast<uint32_t>(unescaped_size_ - from);
    std::memcpy(unescaped_.data() + from - sizeof size, &size, sizeof size);
    next_escape_ =
        static_cast<const char *>(std::memchr(end, '\\', static_cast<size_t>(text_end - end)));
    return simdjson::SUCCESS;
}

error_code json_document::check_scalar(uint32_t mark) const {
    switch (at(mark)) {
    case 't':
        return spelling(mark) == "true" ? simdjson::SUCCESS : simdjson::T_ATOM_ERROR;
    case 'f':
        return spelling(mark) == "false" ? simdjson::SUCCESS : simdjson::F_ATOM_ERROR;
    case 'n':
        return spelling(mark) == "null" ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
    default:
        if (at(mark) != '-' && count_digits({text_ + marks_[mark], 1}) == 0)
            return simdjson::TAPE_ERROR;
        return is_number(spelling(mark)) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
    }
}

/* One pass over the marks, each looked at once. */
template <bool with_escapes> error_code json_document::check() {
    const char *const text = text_, last = at(count_ - 1);
    const uint32_t *const marks = marks_, count = count_;
    uint32_t *const ends = ends_.data(), *const open = open_.data();
    uint32_t mark = 0;
    size_t depth = 0;
    char closing = '\0'; /* the innermost bracket */
    if ((at(0) == '{' && last != '}') || (at(0) == '[' && last != ']')) return simdjson::TAPE_ERROR;
    for (;;) {
        if (closing == '}') {
            if (mark >= count || text[marks[mark]] != '"') return simdjson::TAPE_ERROR;
            if (with_escapes)
                if (error_code error = check_string(mark)) return error;
            if (++mark >= count || text[marks[mark]] != ':') return simdjson::TAPE_ERROR;
            mark++;
        }
        if (mark >= count) return simdjson::TAPE_ERROR;
        const char *value = text + marks[mark];
        if (*value == '{' || *value == '[') {
            open[depth++] = mark++;
            closing = closing_of(*value);
            bool is_empty = mark < count && text[marks[mark]] == closing;
            if (!is_empty && depth == simdjson::DEFAULT_MAX_DEPTH) return simdjson::DEPTH_ERROR;
            if (!is_empty) continue;
        } else {
            error_code error = simdjson::SUCCESS;
            if (*value != '"')
                error = is_short_integer(value) ? simdjson::SUCCESS : check_scalar(mark);
            else if (with_escapes)
                error = check_string(mark);
            if (error) return error;
            mark++;
        }
        while (depth) { /* what is behind a value, or closes an empty bracket */
            if (mark >= count) return simdjson::TAPE_ERROR;
            char behind = text[marks[mark]];
            mark++;
            if (behind == ',') break;
            if (behind != closing) return simdjson::TAPE_ERROR;
            ends[open[--depth]] = mark - 1;
            closing = depth ? closing_of(text[marks[open[depth - 1]]]) : '\0';
        }
        if (depth == 0) return mark == count ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
    }
}

error_code json_document::parse(const char *text, size_t size) {
    text_ = text;
    size_ = size;
    count_ = 0;
    had_nuls_ = false;
    unescaped_size_ = 0;
    if (error_code error = find_marks()) return error;
    if (count_ == 0) return simdjson::EMPTY;
    if (ends_.size() < count_) ends_.resize(count_ + count_ / 4);
    next_escape_ = static_cast<const char *>(std::memchr(text, '\\', size));
    has_escapes_ = next_escape_;
    /* An escape is longer than what it stands for, which with the quotes and what is behind the
     * string makes room for its size. */
    size_t room = size + sizeof(uint32_t) + simdjson::SIMDJSON_PADDING;
    if (has_escapes_ && unescaped_.size() < room) unescaped_.resize(room + room / 4);
    open_.resize(simdjson::DEFAULT_MAX_DEPTH);
    return has_escapes_ ? check<true>() : check<false>();
}
