#include "datasets/compose.h"

#include "engine/error.h"

#include <math.h>

static const char *const tag_texts[] = {
#define X(name, text) text,
    TAG_SETS(X)
#undef X
};

static void append(struct buffer *text, const char *words) {
    buffer_append(text, slice_of(words));
}

static void append_trending_tag(struct buffer *text, const struct cast *cast,
                                const struct draft *draft, struct random_stream *stream) {
    char name[12];
    uint32_t rank = (uint32_t) (60 * pow(random_unit(stream), 3));
    uint64_t week = (uint64_t) (draft->time / 604800000);
    enum language language = account_language(cast, draft->account);
    invent_name(name, random_hash(cast->seed, week * LANGUAGES + language, 100 + rank));
    append(text, " #");
    append(text, name);
}

static void add_link(struct composed *c, const char *host, uint64_t number) {
    snprintf(c->link, sizeof c->link, "https://%s/%llu", host, (unsigned long long) number);
    c->post.link = c->link;
    append(&c->text, " " LINK_MARK);
}

static void add_mention(struct composed *c, const struct profile *whom) {
    append(&c->text, "@");
    append(&c->text, whom->handle);
    append(&c->text, " ");
    c->post.mentions[0] = (struct mentioned){whom->handle, whom->id};
}

static void append_event_tag(struct composed *c, const struct cast *cast, uint32_t event) {
    char name[12];
    invent_name(name, random_hash(cast->seed, event, 5));
    append(&c->text, " #");
    append(&c->text, name);
}

/* Private people: some tags, some links that nobody else shares. */
static void add_trimmings(struct composed *c, const struct cast *cast, const struct draft *draft,
                          struct random_stream *stream) {
    bool of_the_crowd = draft->account >= CAST_ROOM;
    while (of_the_crowd && random_chance(stream, 0.2))
        append_trending_tag(&c->text, cast, draft, stream);
    if (random_chance(stream, 0.08)) add_link(c, "blog.example/p", random_bits(stream) >> 20);
    if (random_chance(stream, 0.1)) c->post.picture = random_bits(stream) >> 4;
}

static void word(struct composed *c, const struct cast *cast, const struct draft *draft,
                 struct random_stream *stream) {
    enum language language = account_language(cast, draft->account);
    char name[12];
    switch ((enum wording) draft->wording) {
    case OWN_WORDS:
        append_own_words(&c->text, language, stream, 6, 18);
        if (draft->reference == NO_REFERENCE) add_trimmings(c, cast, draft, stream);
        break;
    case STOCK_PHRASE:
        append_stock_phrase(&c->text, language, draft->salt);
        break;
    case SHARED_ARTICLE:
        append_own_words(&c->text, language, stream, 4, 12);
        add_link(c, "magazine.example/article", draft->number);
        break;
    case BREAKING_NEWS:
        append_own_words(&c->text, language, stream, 5, 14);
        append_event_tag(c, cast, draft->number);
        if (random_chance(stream, 0.4))
            add_link(c, "live.example/event", draft->number * 3 + random_below(stream, 3));
        break;
    case TALKING_POINT:
        append_talking_point(&c->text, (enum script) draft->script, draft->number, draft->variant);
        append(&c->text, tag_texts[draft->tags]);
        c->post.language = language_code(script_language((enum script) draft->script));
        if (draft->number % 6 == 1) add_link(c, "initiative.example/talk", draft->number);
        break;
    case PARAPHRASE:
        append_paraphrase(&c->text, draft->number, random_bits(stream));
        c->post.language = language_code(ENGLISH);
        break;
    case EVENT_POINT:
        append_talking_point(&c->text, ENGLISH_SCRIPT, draft->number % TALKING_POINTS,
                             draft->variant);
        append_event_tag(c, cast, draft->number / TALKING_POINTS);
        c->post.language = language_code(ENGLISH);
        break;
    case NEWS_HEADLINE:
    case SHARE_BUTTON:
        append_headline(&c->text, random_hash(cast->seed, draft->number, 6));
        if (draft->wording == SHARE_BUTTON) append(&c->text, " via Agency News");
        add_link(c, "agency.example/news", 100000 + draft->number);
        break;
    case FAN_SLOGAN:
        invent_name(name, random_hash(cast->seed, draft->number / FAN_SLOGANS, 9));
        append_fan_slogan(&c->text, name, draft->number);
        append(&c->text, " #");
        append(&c->text, name);
        break;
    }
    if (draft->has_picture) c->post.picture = 1700000000000000 + draft->number * UINT64_C(7919);
}

/* An answer names whom it answers; what it answers may lie outside the data. */
static void address(struct composed *c, const struct cast *cast, const struct draft *draft,
                    const struct composed *original) {
    const struct profile *whom = original ? &original->author : &c->addressee;
    if (!original) account_profile(&c->addressee, cast, draft->reply_to, draft->time);
    c->post.reply_to = original
                           ? original->post.id
                           : snowflake(draft->time - 60000 - draft->salt % 3600000, draft->salt);
    c->post.conversation = c->post.reply_to;
    c->post.reply_to_account = whom->id;
    add_mention(c, whom);
}

static const char *client_of(uint32_t account, bool at_a_desk) {
    static const char *const clients[] = {"Twitter for Android", "Twitter for iPhone",
                                          "Twitter Web App"};
    return clients[at_a_desk && account % 5 ? 2 : account * 7 % 10 / 4];
}

/* Few are seen by many. */
static void count_reactions(struct written_post *post, struct random_stream *stream,
                            uint32_t followers) {
    double reach = random_lognormal(stream, 8 + followers / 50.0, 1.2);
    post->views = (uint32_t) fmin(reach, 1e8);
    post->likes = (uint32_t) (reach * random_unit(stream) / 60);
    post->replies = post->likes / 9;
}

lockstep_status compose(struct composed *c, const struct cast *cast, const struct draft *draft,
                        const struct composed *original, lockstep_error *err) {
    struct random_stream stream;
    random_start(&stream, cast->seed, (uint64_t) draft->account << 32 | draft->salt);
    buffer_clear(&c->text);
    account_profile(&c->author, cast, draft->account, draft->time);
    const struct role *role = cast_role(cast, draft->account);
    c->post = (struct written_post){
        .id = draft->id,
        .time = draft->time,
        .author = &c->author,
        .language = language_code(account_language(cast, draft->account)),
        .client = client_of(draft->account, role && role->documented),
        .reference = (enum reference) draft->reference,
        .original = original ? &original->post : NULL,
    };
    if (draft->reference == REPLY) address(c, cast, draft, original);
    if (draft->reference != REPOST) {
        word(c, cast, draft, &stream);
        count_reactions(&c->post, &stream, c->author.followers);
        if (c->post.picture) append(&c->text, " " LINK_MARK);
    } else {
        c->post.language = original->post.language;
    }
    if (c->text.failed) return fail_memory(err, "the text of a post");
    c->post.text = buffer_slice(&c->text);
    return LOCKSTEP_OK;
}

void composed_release(struct composed *composed) {
    buffer_release(&composed->text);
}
