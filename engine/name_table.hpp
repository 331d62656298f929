/* Which of a few names one is, at one look: a table in which no two of them share a slot (perfect
 * hashing: multipliers are tried until one does it).
 */
#ifndef LOCKSTEP_ENGINE_NAME_TABLE_HPP
#define LOCKSTEP_ENGINE_NAME_TABLE_HPP
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

class name_table {
  public:
    enum : uint32_t { none = UINT32_MAX };

    /* Names are known by their places; they have to stay, and to differ. Throws bad_alloc. */
    void lay_out(const std::vector<std::string_view> &names);

    /* The place of a name, of a document: 8 bytes can be read where it begins. */
    uint32_t find(std::string_view name) const {
        if (slots_.empty()) return none;
        const print p = print_within(name);
        const slot &s = slots_[place_of(p)];
        bool is_same = ((s.of.first ^ p.first) | (s.of.last ^ p.last) | (s.of.size ^ p.size)) == 0;
        if (name.size() <= 2 * word || !is_same) return is_same ? s.place : none;
        return s.name == name ? s.place : find_other(name);
    }

  private:
    enum : size_t { word = sizeof(uint64_t) };

    /* The first and the last eight bytes of a name, or all of it and zeroes, twice. */
    struct print {
        uint64_t first, last, size;
    };

    struct slot {
        print of;
        std::string_view name;
        uint32_t place;
    };

    std::vector<slot> slots_;
    std::vector<slot> others_; /* long names whose print one in `slots_` has, too */
    print factors_ = {0, 0, 0};
    unsigned shift_ = 0;

    static const std::array<uint64_t, word + 1> masks; /* by size, what is of a name in a word */

    static print print_of(std::string_view name);
    static std::array<uint64_t, word + 1> make_masks();
    bool place_all(const std::vector<slot> &all);
    uint32_t find_other(std::string_view name) const;

    static print print_within(std::string_view name) {
        print p = {0, 0, name.size()};
        std::memcpy(&p.first, name.data(), word);
        if (name.size() >= word)
            std::memcpy(&p.last, name.data() + name.size() - word, word);
        else
            p.first = p.last = p.first & masks[name.size()];
        return p;
    }

    size_t place_of(const print &p) const {
        return (p.first * factors_.first + p.last * factors_.last + p.size * factors_.size) >>
               shift_;
    }
};
#endif
