/* What script/bench measures lockstep against, and what it measures it on:
 *   bench shares N [SEED]  a table of N shares in CooRTweet's form, as CSV
 *   bench parse FILE       reads a file of JSON lines and parses them with simdjson, and nothing
 * else bench read FILE        reads a file and counts its lines
 */
#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <simdjson.h>
#include <thread>
#include <vector>

/* SplitMix64. */
struct source_of_chance {
    uint64_t state;
    uint64_t next() {
        uint64_t z = state += 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    double unit() {
        return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53;
    }
    uint64_t below(uint64_t limit) {
        return static_cast<uint64_t>(unit() * static_cast<double>(limit));
    }
    /* Pareto from 1 on, capped. */
    uint64_t heavy(double exponent, uint64_t cap) {
        double value = std::pow(unit(), -1 / exponent);
        return value < static_cast<double>(cap) ? static_cast<uint64_t>(value) : cap;
    }
};

/* An object is a post that others share from its hour of birth on, a few of them thousands of
 * times, with delays of six hours on average; a twentieth as many accounts as shares, the busiest
 * of which share a thousand times as often as the rest. */
static void print_shares(uint64_t count, uint64_t seed) {
    const uint64_t first = 1700000000, month = 30 * 86400, accounts = count / 20 + 1;
    source_of_chance chance{seed};
    std::puts("object_id,account_id,content_id,timestamp_share");
    for (uint64_t done = 0; done < count;) {
        uint64_t born = first + chance.below(month), size = chance.heavy(1.1, 5000);
        uint64_t object = (born << 22 | chance.below(1 << 22)) + 1200000000000000000;
        for (; size > 0 && done < count; size--, done++) {
            uint64_t time = born + static_cast<uint64_t>(-std::log(chance.unit()) * 21600);
            double place = std::pow(chance.unit(), 2.5);
            uint64_t account = static_cast<uint64_t>(place * static_cast<double>(accounts));
            std::printf("%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n", object,
                        account * 2654435761u % 1000000007 + 10000000,
                        (time << 22 | chance.below(1 << 22)) + 1200000000000000000, time);
        }
    }
}

struct contents {
    std::unique_ptr<char[]> bytes;
    size_t size;
};

static contents read_file(const char *path) {
    std::FILE *file = std::fopen(path, "rb");
    if (!file || std::fseek(file, 0, SEEK_END) != 0) {
        std::perror(path);
        std::exit(1);
    }
    size_t size = static_cast<size_t>(std::ftell(file));
    std::rewind(file);
    contents out{std::unique_ptr<char[]>(new char[size + simdjson::SIMDJSON_PADDING]), size};
    std::memset(out.bytes.get() + size, 0, simdjson::SIMDJSON_PADDING);
    if (std::fread(out.bytes.get(), 1, size, file) != size) std::exit(1);
    std::fclose(file);
    return out;
}

/* The whole lines of one thread: those that begin in its part of the file. */
static const char *line_at(const char *begin, const char *end, size_t offset) {
    if (offset == 0) return begin;
    const void *newline =
        std::memchr(begin + offset - 1, '\n', static_cast<size_t>(end - begin) - offset + 1);
    return newline ? static_cast<const char *>(newline) + 1 : end;
}

template <typename Work> static void divide(const contents &file, unsigned threads, Work work) {
    std::vector<std::thread> pool;
    const char *begin = file.bytes.get(), *end = begin + file.size;
    for (unsigned t = 0; t < threads; t++)
        pool.emplace_back(work, line_at(begin, end, file.size / threads * t),
                          t + 1 == threads ? end
                                           : line_at(begin, end, file.size / threads * (t + 1)));
    for (std::thread &thread : pool)
        thread.join();
}

static void parse_lines(const char *at, const char *end) {
    simdjson::dom::parser parser;
    while (at < end) {
        const void *newline = std::memchr(at, '\n', static_cast<size_t>(end - at));
        const char *stop = newline ? static_cast<const char *>(newline) : end;
        if (stop > at && parser.parse(at, static_cast<size_t>(stop - at), false).error())
            std::exit(1);
        at = stop + 1;
    }
}

static void count_lines(const char *at, const char *end) {
    size_t lines = static_cast<size_t>(std::count(at, end, '\n'));
    std::fprintf(stderr, "%zu\n", lines);
}

int main(int argc, char **argv) {
    unsigned threads = argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 1;
    if (argc > 2 && std::strcmp(argv[1], "shares") == 0)
        print_shares(std::strtoull(argv[2], nullptr, 10), argc > 3 ? threads : 1);
    else if (argc > 2 && std::strcmp(argv[1], "parse") == 0)
        divide(read_file(argv[2]), threads, parse_lines);
    else if (argc > 2 && std::strcmp(argv[1], "read") == 0)
        divide(read_file(argv[2]), threads, count_lines);
    else
        return 2;
    return 0;
}
