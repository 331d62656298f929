/* What script/bench measures lockstep against, and what it measures it on:
 *
 *     bench shares N [SEED]       a table of N shares in CooRTweet's form, as CSV
 *     bench parse FILE [THREADS]  reads a file of JSON lines and parses them with simdjson, no more
 *     bench stream FILE           the same as simdjson does it by itself, with its second thread
 *     bench read FILE [THREADS]   reads a file and counts its lines
 */
#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <simdjson.h>
#include <thread>
#include <unistd.h>
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

/* A file, read in pieces that stay in the caches, as fast as it can be: each thread reads its part
 * of it, into the same memory again and again. */
struct part {
    int file;
    size_t from, to, size; /* of the file */
};

enum : size_t { PIECE = 1 << 20 };

/* Calls `work` for each line that begins in the part, without its end. */
template <typename Work> static void each_line(const part &part, Work work) {
    std::vector<char> room(PIECE + simdjson::SIMDJSON_PADDING);
    bool within = part.from > 0; /* a line that began before */
    for (size_t at = part.from - within; at < part.to;) {
        ssize_t taken = pread(part.file, room.data(), PIECE, static_cast<off_t>(at));
        if (taken <= 0) std::exit(1);
        const char *line = room.data(), *end = line + taken;
        while (line < end && at < part.to) {
            const void *newline = std::memchr(line, '\n', static_cast<size_t>(end - line));
            const char *stop = newline ? static_cast<const char *>(newline) : end;
            if (!newline && at + static_cast<size_t>(end - line) < part.size) break;
            if (!within) work(line, static_cast<size_t>(stop - line));
            within = false;
            at += static_cast<size_t>(stop - line) + 1;
            line = stop + 1;
        }
        if (line == room.data()) std::exit(1); /* longer than a piece */
    }
}

template <typename Work> static void divide(const char *path, unsigned threads, Work work) {
    std::vector<std::thread> pool;
    int file = open(path, O_RDONLY);
    off_t end = file < 0 ? -1 : lseek(file, 0, SEEK_END);
    if (end < 0) {
        std::perror(path);
        std::exit(1);
    }
    size_t size = static_cast<size_t>(end);
    for (unsigned t = 0; t < threads; t++)
        pool.emplace_back(work, part{file, size / threads * t,
                                     t + 1 == threads ? size : size / threads * (t + 1), size});
    for (std::thread &thread : pool)
        thread.join();
    close(file);
}

static void parse_lines(const part &part) {
    simdjson::dom::parser parser;
    each_line(part, [&](const char *line, size_t size) {
        if (size && parser.parse(line, size, false).error()) std::exit(1);
    });
}

static void parse_stream(const char *path) {
    simdjson::dom::parser parser;
    simdjson::dom::document_stream documents;
    if (parser.load_many(path).get(documents)) std::exit(1);
    for (auto document : documents)
        if (document.error()) std::exit(1);
}

static void count_lines(const part &part) {
    size_t lines = 0;
    each_line(part, [&](const char *, size_t) { lines++; });
    std::fprintf(stderr, "%zu\n", lines);
}

int main(int argc, char **argv) {
    unsigned threads = argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 1;
    if (argc > 2 && std::strcmp(argv[1], "shares") == 0)
        print_shares(std::strtoull(argv[2], nullptr, 10), argc > 3 ? threads : 1);
    else if (argc > 2 && std::strcmp(argv[1], "parse") == 0)
        divide(argv[2], threads, parse_lines);
    else if (argc > 2 && std::strcmp(argv[1], "stream") == 0)
        parse_stream(argv[2]);
    else if (argc > 2 && std::strcmp(argv[1], "read") == 0)
        divide(argv[2], threads, count_lines);
    else
        return 2;
    return 0;
}
