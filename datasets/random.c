#include "datasets/random.h"

#include <math.h>

static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

static const uint64_t golden = 0x9e3779b97f4a7c15U;

uint64_t random_hash(uint64_t seed, uint64_t number, uint64_t field) {
    return mix(mix(seed + golden * (number + 1)) + golden * (field + 1));
}

void random_start(struct random_stream *stream, uint64_t seed, uint64_t number) {
    uint64_t x = random_hash(seed, number, 0);
    for (int i = 0; i < 4; i++)
        stream->state[i] = mix(x += golden);
}

static uint64_t rotate(uint64_t x, int bits) {
    return (x << bits) | (x >> (64 - bits));
}

uint64_t random_bits(struct random_stream *stream) {
    uint64_t *s = stream->state, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3];
    s[2] ^= t, s[3] = rotate(s[3], 45);
    return result;
}

double random_unit(struct random_stream *stream) {
    return (double) (random_bits(stream) >> 11) * 0x1p-53;
}

bool random_chance(struct random_stream *stream, double probability) {
    return random_unit(stream) < probability;
}

uint32_t random_below(struct random_stream *stream, uint32_t limit) {
    return (uint32_t) (((random_bits(stream) >> 32) * limit) >> 32);
}

uint32_t random_between(struct random_stream *stream, uint32_t first, uint32_t last) {
    return first + random_below(stream, last - first + 1);
}

double random_exponential(struct random_stream *stream, double mean) {
    return -mean * log1p(-random_unit(stream));
}

double random_lognormal(struct random_stream *stream, double median, double sigma) {
    double radius = sqrt(random_exponential(stream, 2));
    return median * exp(sigma * radius * cos(6.283185307179586 * random_unit(stream)));
}

double random_pareto(struct random_stream *stream, double shape) {
    return pow(1 - random_unit(stream), -1 / shape);
}

void random_next_of_sorted(struct random_stream *stream, double *u, uint32_t left) {
    *u = 1 - (1 - *u) * pow(1 - random_unit(stream), 1.0 / left);
}

void random_shuffle(struct random_stream *stream, uint32_t *items, uint32_t count) {
    for (uint32_t i = count; i > 1; i--) {
        uint32_t j = random_below(stream, i), item = items[j];
        items[j] = items[i - 1];
        items[i - 1] = item;
    }
}
