#include "engine/json_mending.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

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

} // namespace

bool json_mend(std::string_view text, std::string &out) {
    return mending(text, out).run();
}
