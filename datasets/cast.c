#include "datasets/cast.h"

#include "engine/times.h"

#include <assert.h>
#include <math.h>

static const int64_t hour = 3600000, day = 86400000;
static const int64_t baku = 4 * 3600000; /* its clock is 4 h ahead of UTC all year */

/* When the ring's accounts came to be: `count` of them within `days` days. The months, and the days
 * on which many appeared, are those of the 423 real ones; 264 exist on the conference day. */
static const struct {
    int year, month, day;
    uint32_t days, count;
} creations[] = {
    {2012, 1, 2, 1, 1},    {2013, 3, 1, 2000, 6}, {2019, 1, 1, 365, 12}, {2020, 1, 1, 366, 25},
    {2021, 1, 1, 365, 19}, {2022, 1, 1, 31, 4},   {2022, 2, 1, 22, 12},  {2022, 2, 23, 1, 13},
    {2022, 2, 24, 1, 6},   {2022, 2, 25, 4, 8},   {2022, 3, 15, 1, 6},   {2022, 3, 16, 215, 49},
    {2022, 10, 18, 1, 7},  {2022, 10, 19, 74, 8}, {2023, 1, 1, 31, 8},   {2023, 2, 1, 28, 6},
    {2023, 3, 1, 31, 9},   {2023, 4, 1, 10, 4},   {2023, 4, 11, 1, 12},  {2023, 4, 12, 1, 12},
    {2023, 4, 13, 1, 6},   {2023, 4, 14, 17, 5},  {2023, 5, 1, 31, 10},  {2023, 6, 1, 30, 13},
    {2023, 7, 1, 5, 3},    {2023, 7, 7, 25, 9},   {2023, 8, 1, 9, 9},    {2023, 8, 10, 1, 11},
    {2023, 8, 11, 1, 16},  {2023, 8, 14, 1, 6},   {2023, 8, 15, 6, 10},  {2023, 8, 21, 1, 23},
    {2023, 8, 22, 1, 8},   {2023, 8, 23, 9, 14},  {2023, 9, 1, 3, 3},    {2023, 9, 4, 1, 7},
    {2023, 9, 5, 26, 31},  {2023, 10, 1, 16, 11}, {2023, 10, 17, 1, 1},
};

/* Seven moments of ten lie in office hours, one of seven at a weekend. */
static int64_t creation_moment(struct random_stream *stream, int64_t first, uint32_t days) {
    int64_t date = first + random_below(stream, days) * day;
    for (int tries = 0; tries < 8 && time_civil(date * 1000).weekday >= 5; tries++)
        if (random_chance(stream, 0.6)) date = first + random_below(stream, days) * day;
    double clock =
        random_chance(stream, 0.55) ? 9 + 9 * random_unit(stream) : 24 * random_unit(stream);
    return date - baku + (int64_t) (clock * (double) hour) + random_below(stream, 1000);
}

static uint32_t heavy(struct random_stream *stream, double median, double sigma, double most) {
    return (uint32_t) fmin(random_lognormal(stream, median, sigma), most);
}

/* A name, then nothing, a few digits or eight of them: 44 % end in four digits or more, 12 % in
 * exactly eight. `ordinal` keeps handles apart. */
static void ring_handle(char handle[16], struct random_stream *stream, uint32_t ordinal) {
    char name[12];
    invent_name(name, random_bits(stream));
    if (ordinal % 423 < 50)
        snprintf(handle, 16, "%.6s%08u", name,
                 10000000 + random_below(stream, 80000) * 1000 + ordinal);
    else if (ordinal % 423 < 185)
        snprintf(handle, 16, "%.6s_%u", name, 1000 + ordinal * 3 + random_below(stream, 3));
    else
        snprintf(handle, 16, "%.6s%c%c%c", name, 'a' + (int) (ordinal / 26 / 26) % 26,
                 'a' + (int) (ordinal / 26) % 26, 'a' + (int) (ordinal % 26));
}

/* The name in the handle, and a family name. */
static void ring_name(char name[40], const char *handle, struct random_stream *stream) {
    memcpy(name, handle, 6);
    name[6] = ' ';
    invent_name(name + 7, random_bits(stream));
}

static void describe_ring_member(struct profile *profile, struct random_stream *stream,
                                 uint32_t ordinal) {
    static const char *const bios[] = {"Vətən üçün", "Jurnalist. Bakı", "Tələbə", "Həyat gözəldir",
                                       "Müəllim və ana"};
    static const char *const places[] = {"Azərbaycan", "Bakı, Azərbaycan", "Baku", "Sumqayıt"};
    uint32_t shuffled = ordinal * 100 % 423; /* apart from the order of the handles */
    profile->bio = shuffled < 39    ? "Yeni Azərbaycan Partiyasının üzvü"
                   : shuffled < 113 ? bios[shuffled % 5]
                                    : "";
    uint32_t place = ordinal * 200 % 423;
    profile->location = place < 70 ? places[place % 4] : place < 81 ? "Istanbul" : "";
    profile->followers = heavy(stream, 136, 0.8, 2975);
    profile->following = random_chance(stream, 0.2) ? profile->followers + random_below(stream, 20)
                                                    : heavy(stream, 178, 1.1, 2790);
    profile->posts = 43 + heavy(stream, 893, 1.3, 32000);
    profile->listed = ordinal % 36 == 35;
    profile->verified = ordinal == 211;
    profile->has_picture = random_chance(stream, 0.8);
}

static void fill_documented(struct cast *cast, struct random_stream *stream) {
    uint32_t order[423], next = 0;
    for (uint32_t i = 0; i < 423; i++)
        order[i] = i;
    random_shuffle(stream, order, 423);
    for (size_t c = 0; c < sizeof creations / sizeof *creations; c++) {
        int64_t first =
            time_from_civil(creations[c].year, creations[c].month, creations[c].day, 0, 0, 0) /
            1000;
        for (uint32_t i = 0; i < creations[c].count; i++, next++) {
            struct profile *p = &cast->members[order[next]];
            p->created = creation_moment(stream, first, creations[c].days);
            p->id = snowflake(p->created, (uint32_t) random_bits(stream));
            ring_handle(p->handle, stream, order[next]);
            ring_name(p->name, p->handle, stream);
            describe_ring_member(p, stream, order[next]);
        }
    }
}

static void fill_role(struct cast *cast, size_t index, struct random_stream *stream) {
    const struct role *role = &cast->roles[index];
    int64_t first = time_from_civil(2017, 1, 1, 0, 0, 0) / 1000;
    int64_t last = time_from_civil(2023, 6, 30, 0, 0, 0) / 1000;
    for (uint32_t a = cast->first[index]; a < cast->first[index + 1]; a++) {
        struct profile *p = &cast->members[a];
        char name[12];
        invent_name(name, random_bits(stream));
        p->created = first + (int64_t) (random_unit(stream) * (double) (last - first));
        p->id = snowflake(p->created, (uint32_t) random_bits(stream));
        snprintf(p->handle, sizeof p->handle, "%.6s%c%04u", name, 'A' + (int) (a % 26), a % 10000);
        snprintf(p->name, sizeof p->name, "%.11s", name);
        p->bio = role->bio, p->location = role->place, p->verified = role->verified;
        p->followers = heavy(stream, role->followers, 0.9, 5e6);
        p->following = heavy(stream, 200, 1, 5000);
        p->posts = heavy(stream, 1500, 1.3, 1e6);
        p->listed = p->followers / 200, p->has_picture = true;
    }
}

void cast_fill(struct cast *cast, uint64_t seed, const struct role *roles, size_t role_count) {
    assert(role_count <= ROLES_ROOM);
    *cast = (struct cast){.seed = seed, .roles = roles, .role_count = role_count};
    for (size_t r = 0; r < role_count; r++)
        cast->first[r + 1] = cast->first[r] + roles[r].accounts;
    assert(cast->first[role_count] <= CAST_ROOM);
    struct random_stream stream;
    random_start(&stream, seed, 1);
    for (size_t r = 0; r < role_count; r++)
        if (roles[r].documented)
            fill_documented(cast, &stream);
        else
            fill_role(cast, r, &stream);
}

const struct role *cast_role(const struct cast *cast, uint32_t account) {
    for (size_t r = 0; r < cast->role_count; r++)
        if (account < cast->first[r + 1]) return &cast->roles[r];
    return NULL;
}

/* 11 of 32 write English, and so on, in the order of the languages. */
static const uint8_t slots_before[LANGUAGES + 1] = {0, 11, 15, 16, 19, 24, 28, 30, 32};

uint32_t language_slots(enum language language) {
    return (uint32_t) (slots_before[language + 1] - slots_before[language]);
}

enum language background_language(uint32_t number) {
    uint32_t slot = (number - CAST_ROOM) % LANGUAGE_SLOTS;
    int language = 0;
    while (slot >= slots_before[language + 1])
        language++;
    return (enum language) language;
}

uint32_t background_of_language(enum language language, uint32_t rank) {
    uint32_t slots = language_slots(language);
    return CAST_ROOM + rank / slots * LANGUAGE_SLOTS + slots_before[language] + rank % slots;
}

enum language account_language(const struct cast *cast, uint32_t account) {
    const struct role *role = account < CAST_ROOM ? cast_role(cast, account) : NULL;
    return role ? role->languages[account % 2] : background_language(account);
}

/* Accounts from before 2016 have small numbers as ids, given in the order of time; later ones have
 * snowflakes. The product with a fixed factor modulo a prime keeps the small ones apart. */
static void background_birth(struct profile *profile, uint64_t seed, uint32_t number) {
    static const uint64_t prime = 3999999979U, first_id = 20000000;
    const int64_t y2007 = 1167609600000, y2016 = 1451606400000, y2023 = 1688083200000;
    uint64_t draw = random_hash(seed, number, 1);
    if (draw % 100 < 30) {
        uint64_t place = number * UINT64_C(2654435761) % prime;
        profile->id = first_id + place;
        profile->created =
            y2007 + (int64_t) ((double) place / (double) prime * (double) (y2016 - y2007));
    } else {
        double u = (double) (draw >> 32) * 0x1p-32;
        profile->created = y2016 + (int64_t) (u * (double) (y2023 - y2016));
        profile->id = snowflake(profile->created, (uint32_t) random_hash(seed, number, 2));
    }
}

/* A name and the account's number, in letters or, for every fifth, in eight digits. */
static void background_handle(char handle[16], const char *name, uint32_t number, uint64_t draw) {
    size_t size = strlen(name) < 6 ? strlen(name) : 6;
    uint32_t base = draw % 5 == 0 ? 10 : 26;
    char first = base == 10 ? '0' : 'a';
    memcpy(handle, name, size);
    if (base == 26) handle[size++] = '_';
    char *end = handle + size + (base == 10 ? 8 : 5);
    for (char *at = end; at > handle + size; number /= base)
        *--at = (char) (first + (char) (number % base));
    *end = '\0';
}

static void fill_background(struct profile *profile, uint64_t seed, uint32_t number) {
    static const char *const bios[] = {
        "", "",        "Love music and long walks", "dad, runner, coffee", "Opinions are my own",
        "", "student", "Photos and \"bad\" puns"};
    uint64_t draw = random_hash(seed, number, 3);
    background_birth(profile, seed, number);
    invent_name(profile->name, draw);
    background_handle(profile->handle, profile->name, number, draw);
    profile->bio = bios[draw % 8];
    enum language language = background_language(number);
    profile->location = draw >> 8 & 1 ? language_place(language, draw >> 9) : "";
    profile->followers = (uint32_t) (3000000 / (10 + (draw >> 16 & 0xffff)));
    profile->following = 20 + (uint32_t) (draw >> 32 & 0x3ff);
    profile->posts = (uint32_t) (20000000 / (50 + (draw >> 40 & 0xffff)));
    profile->listed = profile->followers / 150;
    profile->verified = draw >> 56 == 0;
    profile->has_picture = (draw >> 57 & 7) != 0;
}

void account_profile(struct profile *profile, const struct cast *cast, uint32_t account,
                     int64_t time) {
    const int64_t start = 1688155200000; /* 2023-07-01 */
    if (account < CAST_ROOM)
        *profile = cast->members[account];
    else
        fill_background(profile, cast->seed, account);
    if (time > start) profile->posts += (uint32_t) ((time - start) / day);
}
