/* JSON that people's tools write and JSON does not know. */
#ifndef LOCKSTEP_ENGINE_JSON_MENDING_HPP
#define LOCKSTEP_ENGINE_JSON_MENDING_HPP
#include <string>
#include <string_view>

/* Appends `text` to `out` with what JSON does not know put right: half surrogate pairs, control
 * characters and needless backslashes in strings, Python's NaN, numbers that neither a double nor
 * 64 bits hold. Returns whether something was lost. O(size). Throws bad_alloc. */
bool json_mend(std::string_view text, std::string &out);
#endif
