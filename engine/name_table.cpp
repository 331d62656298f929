#include "engine/name_table.hpp"

#include <algorithm>
#include <random>
#include <string>

name_table::print name_table::print_of(std::string_view name) {
    print p = {0, 0, name.size()};
    size_t size = std::min<size_t>(name.size(), word);
    std::memcpy(&p.first, name.data(), size);
    std::memcpy(&p.last, name.data() + name.size() - size, size);
    return p;
}

std::array<uint64_t, name_table::word + 1> name_table::make_masks() {
    std::array<uint64_t, word + 1> all;
    for (size_t size = 0; size <= word; size++)
        all[size] = print_of(std::string(size, '\xFF')).first;
    return all;
}

const std::array<uint64_t, name_table::word + 1> name_table::masks = make_masks();

/* False when two share a slot. */
bool name_table::place_all(const std::vector<slot> &all) {
    slots_.assign(slots_.size(), {{}, {}, none});
    for (const slot &one : all) {
        slot &s = slots_[place_of(one.of)];
        if (s.place != none) return false;
        s = one;
    }
    return true;
}

void name_table::lay_out(const std::vector<std::string_view> &names) {
    constexpr unsigned least_bits = 3, tries = 64;
    std::mt19937_64 chance; /* the same in every run */
    std::vector<slot> all;
    for (uint32_t place = 0; place < names.size(); place++) {
        slot made = {print_of(names[place]), names[place], place};
        bool is_other = std::any_of(all.begin(), all.end(), [&](const slot &s) {
            return s.of.first == made.of.first && s.of.last == made.of.last &&
                   s.of.size == made.of.size;
        });
        (is_other ? others_ : all).push_back(made);
    }
    for (unsigned bits = least_bits; !all.empty(); bits++) {
        slots_.resize(size_t{1} << bits);
        shift_ = 64 - bits;
        for (unsigned i = 0; i < tries; i++) {
            factors_ = {chance() | 1, chance() | 1, chance() | 1};
            if (place_all(all)) return;
        }
    }
}

uint32_t name_table::find_other(std::string_view name) const {
    for (const slot &s : others_)
        if (s.name == name) return s.place;
    return none;
}
