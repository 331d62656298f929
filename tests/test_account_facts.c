#include "engine/account_facts.h"

#include "engine/dice.h"
#include "engine/drafts.h"
#include "engine/error.h"

#include "tests/check.h"

#include <stdlib.h>
#include <unistd.h>

static lockstep_error err;

static const struct account_facts unknown = {.created = INT64_MIN,
                                             .followers = -1,
                                             .following = -1,
                                             .posts = -1,
                                             .listed = -1,
                                             .verified = -1,
                                             .default_picture = -1};

static void add(struct accounts *accounts, const char *platform, const char *id, int64_t second,
                const struct account_facts *facts) {
    char spelling[128];
    uint32_t number;
    int size = snprintf(spelling, sizeof spelling, "%s%c%s", platform, KEY_DIVIDER, id);
    struct slice key = {spelling, (size_t) size};
    struct account_key of = {slice_of(platform), key, names_hash(key)};
    struct record record = {.time = second * MICROSECONDS, .facts = *facts};
    check_ok(accounts_add(accounts, &of, &record, &number, &err), err);
}

static const struct account *named(const struct accounts *accounts, const char *name) {
    for (uint32_t a = 0; a < accounts->count; a++)
        if (slice_equal(accounts->items[a].name, slice_of(name))) return &accounts->items[a];
    cr_assert(false, "no account %s", name);
    return NULL;
}

/* ---- what records state ---- */

Test(account_facts, do_not_depend_on_the_order_of_records) {
    struct account_facts told[5];
    for (size_t i = 0; i < 5; i++)
        told[i] = unknown;
    told[0].bio = SLICE("first");
    told[0].followers = 10;
    told[1].bio = SLICE("second");
    told[2].bio = SLICE("rival of the second");
    told[2].followers = 5;
    told[3].verified = 1;
    static const int64_t seconds[] = {100, 200, 200, 50, 900};
    for (unsigned seed = 0; seed < 120; seed++) {
        struct accounts accounts = {0};
        uint32_t rank[1];
        size_t order[5] = {0, 1, 2, 3, 4};
        for (size_t i = 4, left = seed; i > 0; left /= (unsigned) i + 1, i--) {
            size_t k = left % (i + 1), was = order[i];
            order[i] = order[k];
            order[k] = was;
        }
        for (size_t i = 0; i < 5; i++)
            add(&accounts, "x", "1", seconds[order[i]], &told[order[i]]);
        check_ok(accounts_rank(&accounts, rank, &err), err);
        const struct account_facts *facts = accounts.items[0].facts;
        cr_expect(slice_equal(facts->bio, SLICE("second")), "order %u", seed);
        cr_expect_eq(facts->followers, 5, "order %u", seed);
        cr_expect_eq(facts->verified, 1, "order %u", seed);
        cr_expect_eq(facts->created, INT64_MIN, "order %u", seed);
        accounts_release(&accounts);
    }
}

/* ---- the handles that an account had ---- */

enum { HANDLES = 45, STATEMENTS = 200 };

/* Handle n is stated at the seconds s with s * 7 % HANDLES == n, in an order that the seed gives;
 * the latest but one and all before it are the former ones, the first MOST_FORMER by name. */
static void check_former(unsigned seed, uint32_t statements) {
    struct accounts accounts = {0}, copy = {0};
    struct buffer packed = {0};
    uint32_t order[STATEMENTS];
    char names[HANDLES][16];
    uint64_t state = seed;
    for (uint32_t i = 0; i < statements; i++) {
        uint32_t k = (uint32_t) dice_below(&state, i + 1);
        order[i] = order[k], order[k] = i;
    }
    for (uint32_t n = 0; n < HANDLES; n++)
        snprintf(names[n], sizeof names[n], "name%02u", (unsigned) n);
    for (uint32_t i = 0; i < statements; i++) {
        struct account_facts told = unknown;
        told.handle = slice_of(names[order[i] * 7 % HANDLES]);
        add(&accounts, "x", "1", 1000 + order[i], &told);
    }
    accounts_pack(&packed, &accounts);
    add(&copy, "x", "1", 0, &unknown);
    check_ok(accounts_unpack(&copy, buffer_slice(&packed), NULL, 1, &err), err);
    for (int c = 0; c < 2; c++) {
        const struct account_facts *facts = (c ? &copy : &accounts)->items[0].facts;
        uint32_t latest = (statements - 1) * 7 % HANDLES, expected = 0;
        size_t found = 0;
        cr_expect(slice_equal(facts->handle, slice_of(names[latest])), "seed %u", seed);
        for (uint32_t n = 0; n < HANDLES && expected < MOST_FORMER; n++) {
            bool stated = false;
            for (uint32_t s = 0; s < statements; s++)
                stated |= s * 7 % HANDLES == n;
            if (!stated || n == latest) continue;
            while (found < facts->former.count &&
                   slice_equal(facts->former.items[found], facts->handle))
                found++;
            cr_expect(found < facts->former.count &&
                          slice_equal(facts->former.items[found++], slice_of(names[n])),
                      "seed %u, copy %d: %s is missing", seed, c, names[n]);
            expected++;
        }
    }
    buffer_release(&packed);
    accounts_release(&accounts), accounts_release(&copy);
}

Test(account_facts, keep_the_handles_that_an_account_had) {
    static const uint32_t statements[] = {1, 2, 3, 20, 33, 34, 44, STATEMENTS};
    for (unsigned seed = 1; seed <= 20; seed++)
        for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
            check_former(seed, statements[i]);
}

/* ---- what a file states ---- */

struct joined_run {
    struct accounts accounts;
    struct account_facts_joined joined;
};

static lockstep_status join(struct joined_run *run, const char *text, bool strict) {
    char path[] = "/tmp/lockstep-accounts-XXXXXX";
    uint32_t rank[8];
    int file = mkstemp(path);
    cr_assert(file >= 0 && write(file, text, strlen(text)) == (ssize_t) strlen(text));
    close(file);
    struct account_facts known = unknown, handle = unknown;
    known.bio = SLICE("of the record");
    known.followers = 3;
    handle.handle = SLICE("Ada_Example");
    *run = (struct joined_run){0};
    err = (lockstep_error){0};
    add(&run->accounts, "x", "17", 100, &handle);
    add(&run->accounts, "x", "18", 100, &known);
    add(&run->accounts, "bluesky", "17", 100, &unknown);
    add(&run->accounts, "bluesky", "bo.example", 100, &unknown);
    check_ok(accounts_rank(&run->accounts, rank, &err), err);
    lockstep_settings *settings = lockstep_settings_new();
    check_ok(lockstep_settings_set(settings, "accounts", path, &err), err);
    if (strict) check_ok(lockstep_settings_set(settings, "strict", NULL, &err), err);
    lockstep_status status = account_facts_join(&run->joined, &run->accounts, settings, &err);
    lockstep_settings_free(settings);
    remove(path);
    return status;
}

static void release(struct joined_run *run) {
    account_facts_release(&run->joined);
    accounts_release(&run->accounts);
}

Test(account_facts, go_to_the_account_of_an_id_a_name_or_a_handle) {
    struct joined_run run;
    check_ok(join(&run,
                  "id,handle,bio,tags,created,listed,default_picture,former_handles\n"
                  "x:17,,by name,\"a, b\",2015-03-01,0,yes,@older|old\n"
                  "18,,by id,,,,,\n"
                  ",@BO.example,by handle,,,,,\n"
                  "99,,of nobody,,,,,\n"
                  ",,,,,,,\n",
                  false),
             err);
    const struct tally *tally = &run.joined.sources.items[0]->tally;
    check_count(tally->read, 5);
    check_count(tally->used, 3);
    check_count(tally->filtered, 1);
    check_count(tally->rejected[REJECT_NO_ACCOUNT], 1);
    check_count(run.joined.accounts, 3);
    cr_expect(slice_equal(named(&run.accounts, "x:17")->facts->bio, SLICE("by name")));
    cr_expect(slice_equal(named(&run.accounts, "x:17")->facts->tags, SLICE("a, b")));
    cr_expect(slice_equal(named(&run.accounts, "x:17")->facts->handle, SLICE("Ada_Example")));
    cr_expect_eq(named(&run.accounts, "x:17")->facts->created,
                 time_from_civil(2015, 3, 1, 0, 0, 0));
    cr_expect_eq(named(&run.accounts, "x:17")->facts->listed, 0);
    cr_expect_eq(named(&run.accounts, "x:17")->facts->default_picture, 1);
    cr_expect_eq(named(&run.accounts, "x:18")->facts->default_picture, -1);
    const struct slices *former = &named(&run.accounts, "x:17")->facts->former;
    cr_assert_eq(former->count, 2);
    cr_expect(slice_equal(former->items[0], SLICE("old")));
    cr_expect(slice_equal(former->items[1], SLICE("older")));
    cr_expect(slice_equal(named(&run.accounts, "x:18")->facts->bio, SLICE("by id")));
    cr_expect_eq(named(&run.accounts, "x:18")->facts->followers, 3);
    cr_expect(
        slice_equal(named(&run.accounts, "bluesky:bo.example")->facts->bio, SLICE("by handle")));
    cr_expect_eq(named(&run.accounts, "bluesky:17")->facts->bio.size, 0);
    release(&run);
}

Test(account_facts, take_a_handle_in_the_column_of_ids) {
    struct joined_run run;
    check_ok(join(&run, "{\"account\":\"ada_example\",\"status\":\"suspended\"}\n", false), err);
    cr_expect(slice_equal(named(&run.accounts, "x:17")->facts->status, SLICE("suspended")));
    release(&run);
}

Test(account_facts, of_two_rows_on_one_account_the_greater_wins) {
    static const char *const files[] = {"id,tags\n18,b\n18,a\n", "id,tags\n18,a\n18,b\n"};
    for (size_t i = 0; i < 2; i++) {
        struct joined_run run;
        check_ok(join(&run, files[i], false), err);
        cr_expect(slice_equal(named(&run.accounts, "x:18")->facts->tags, SLICE("b")));
        release(&run);
    }
}

Test(account_facts, stop_a_strict_run_at_a_bad_row) {
    struct joined_run run;
    check_status(join(&run, "id,bio\n18,fine\n9.06E+17,mangled\n", true), LOCKSTEP_EINPUT, err);
    check_count(err.line, 3);
    release(&run);
}

Test(account_facts, of_a_file_without_accounts_are_refused) {
    struct joined_run run;
    check_status(join(&run, "colour,size\nred,4\n", false), LOCKSTEP_EINPUT, err);
    cr_expect(strstr(err.text, "not of format accounts: found colour, size"), "%s", err.text);
    release(&run);
}
