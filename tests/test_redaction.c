#include "engine/redaction.h"
#include "tests/check.h"

#include <stdlib.h>
#include <unistd.h>

static const struct redaction key = {true, {1, 2, 3}};

/* Valid until the next call. */
static struct buffer room;
static struct slice name_of(const char *name) {
    buffer_clear(&room);
    redaction_name(&room, &key, slice_of(name));
    return buffer_slice(&room);
}

static void teardown(void) {
    buffer_release(&room);
}
TestSuite(redaction, .fini = teardown);

/* %1 and %2 in a pattern are the pseudonyms of "alice" and "1234". The caller frees. */
static char *filled(const char *pattern) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (; *pattern; pattern++) {
        if (*pattern != '%') {
            putc(*pattern, out);
            continue;
        }
        struct slice name = name_of(*++pattern == '1' ? "alice" : "1234");
        fwrite(name.at, 1, name.size, out);
    }
    fclose(out);
    return text;
}

Test(redaction, replaces_names_in_texts) {
    static const struct {
        const char *text, *expected;
    } cases[] = {{"@alice", "@%1"},
                 {"RT @alice: hello", "RT @%1: hello"},
                 {"(@alice), and @alice.", "(@%1), and @%1."},
                 {"mail me@alice or @ alice", "mail me@alice or @ alice"},
                 {"é@alice", "é@%1"},
                 {"\xEF\xBC\xA0"
                  "alice",
                  "\xEF\xBC\xA0%1"},
                 {"https://x.com/alice", "https://x.com/%1"},
                 {"https://www.twitter.com/alice/status/1234?s=20",
                  "https://www.twitter.com/%1/status/%2?s=20"},
                 {"https://x.com/i/status/1234 ok", "https://x.com/i/status/%2 ok"},
                 {"https://x.com/hashtag/peace", "https://x.com/hashtag/peace"},
                 {"https://mastodon.social/@alice/1234", "https://mastodon.social/@%1/%2"},
                 {"https://www.facebook.com/permalink.php?story_fbid=1234&id=1234",
                  "https://www.facebook.com/permalink.php?story_fbid=%2&id=%2"},
                 {"https://reddit.com/user/alice/comments", "https://reddit.com/user/%1/comments"},
                 {"https://news.example/alice", "https://news.example/alice"},
                 {"\"https://x.com/alice\"", "\"https://x.com/%1\""},
                 {"", ""},
                 {"://", "://"},
                 {"@", "@"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};
        char *expected = filled(cases[i].expected);
        redaction_text(&out, &key, slice_of(cases[i].text));
        check_slice(buffer_slice(&out), expected);
        buffer_release(&out);
        free(expected);
    }
}

Test(redaction, keeps_what_analyses_tell_apart) {
    static const struct {
        const char *name;
        size_t digits; /* at the end */
    } cases[] = {{"alice", 0},         {"alice123", 0},   {"alice1234", 4}, {"alice1234567", 4},
                 {"alice12345678", 8}, {"1234567890", 0}, {"a12345678b", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice name = name_of(cases[i].name);
        size_t digits = 0;
        while (digits < name.size && name.at[name.size - 1 - digits] <= '9')
            digits++;
        cr_expect_eq(digits, cases[i].digits, "%s: %zu", cases[i].name, digits);
        check_count(name.size, PSEUDONYM_LETTERS + cases[i].digits);
    }
}

Test(redaction, tells_case_apart_by_case_alone) {
    char small[64], large[64];
    struct slice name = name_of("alice");
    snprintf(small, sizeof small, "%.*s", (int) name.size, name.at);
    name = name_of("Alice");
    snprintf(large, sizeof large, "%.*s", (int) name.size, name.at);
    cr_expect_str_neq(small, large);
    for (char *c = large; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char) (*c - 'A' + 'a');
    check_text(small, large);
}

Test(redaction, keeps_the_host_of_a_name) {
    struct slice name = name_of("alice@mastodon.social");
    cr_expect(name.size > 16 && memcmp(name.at + PSEUDONYM_LETTERS, "@mastodon.social", 16) == 0);
}

Test(redaction, hides_what_a_profile_links_to_and_shows) {
    static const char *const own[] = {
        "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png",
        "https://pbs.twimg.com/profile_images/12/Ku_normal.jpg",
        "https://pbs.twimg.com/profile_images/12/Ku_400x400.jpg",
        "https://cdn.bsky.app/img/avatar/plain/did:plc:alice/bafk@jpeg"};
    struct batch batch = {0};
    lockstep_error err = {0};
    struct slice former[] = {slice_of("@alice_old")};
    for (size_t i = 0; i < 4; i++) {
        struct account_facts *facts = &batch_add(&batch)->facts;
        facts->picture = slice_of(own[i]);
        facts->website = slice_of("https://medium.example/@alice");
        facts->former = (struct slices){former, 1};
    }
    check_ok(redaction_apply(&key, &batch, 0, &err), err);
    check_slice(batch.records[0].facts.picture, own[0]);
    cr_expect(slice_equal(batch.records[1].facts.picture, batch.records[2].facts.picture));
    for (size_t i = 0; i < 4; i++) {
        const struct account_facts *facts = &batch.records[i].facts;
        cr_expect(!i || facts->picture.size == PSEUDONYM_LETTERS);
        check_count(facts->website.size, PSEUDONYM_LETTERS);
        cr_expect(slice_equal(facts->former.items[0], name_of("@alice_old")));
    }
    batch_release(&batch);
}

Test(redaction, says_when_memory_is_out) {
    struct batch batch = {0};
    lockstep_error err = {0};
    batch_add(&batch)->account = slice_of("alice");
    arena_fail_after = 0;
    check_status(redaction_apply(&key, &batch, 0, &err), LOCKSTEP_ENOMEM, err);
    arena_fail_after = -1;
    batch_release(&batch);
}
