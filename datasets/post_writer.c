#include "datasets/post_writer.h"

#include "engine/error.h"
#include "engine/times.h"

enum { FLUSH_SIZE = 1 << 18, REPOST_TEXT = 140, ENTITIES_OF_A_POST = 24, SHORT_CODE = 10 };

static const char short_address[] = "https://t.co/";

uint64_t snowflake(int64_t time, uint32_t low_bits) {
    return ((uint64_t) (time - 1288834974657) << 22) | (low_bits & 0x3fffff);
}

/* As the platform counts posts of one millisecond. */
uint64_t post_writer_next_id(struct post_writer *writer, int64_t time) {
    writer->sequence = time == writer->last_time ? writer->sequence + 1 : 0;
    writer->last_time = time;
    return snowflake(time, (uint32_t) (time % 1021) << 12 | (writer->sequence & 0xfff));
}

#define PUT(json, literal) buffer_append(json, SLICE(literal))

static void put_text(struct buffer *json, const char *text) {
    buffer_append(json, slice_of(text));
}

static void put_number(struct buffer *json, uint64_t number) {
    char digits[20], *at = digits + sizeof digits;
    do
        *--at = (char) ('0' + number % 10);
    while (number /= 10);
    buffer_append(json, (struct slice){at, (size_t) (digits + sizeof digits - at)});
}

/* "name":number with the comma before it. */
#define PUT_COUNT(json, name, number)                                                              \
    do {                                                                                           \
        PUT(json, ",\"" name "\":");                                                               \
        put_number(json, number);                                                                  \
    } while (0)

static void put_escaped(struct buffer *json, struct slice text) {
    size_t begin = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c != '"' && c != '\\' && (unsigned char) c >= 0x20) continue;
        buffer_append(json, (struct slice){text.at + begin, i - begin});
        if (c == '\n')
            PUT(json, "\\n");
        else
            buffer_byte(json, '\\'), buffer_byte(json, c);
        begin = i + 1;
    }
    buffer_append(json, (struct slice){text.at + begin, text.size - begin});
}

static void put_digits(char *at, int width, int number) {
    for (int i = width; i-- > 0; number /= 10)
        at[i] = (char) ('0' + number % 10);
}

static void put_time(struct buffer *json, int64_t time) {
    struct civil_time civil = time_civil(time * 1000);
    char text[] = "2023-07-06T08:31:12.000Z";
    put_digits(text, 4, civil.year);
    put_digits(text + 5, 2, civil.month);
    put_digits(text + 8, 2, civil.day);
    put_digits(text + 11, 2, civil.hour);
    put_digits(text + 14, 2, civil.minute);
    put_digits(text + 17, 2, civil.second);
    put_digits(text + 20, 3, (int) (time % 1000));
    buffer_append(json, (struct slice){text, sizeof text - 1});
}

static void put_picture_address(struct buffer *json, uint64_t picture) {
    PUT(json, "https://pbs.twimg.com/media/F");
    put_number(json, picture);
    PUT(json, ".jpg");
}

static void put_profile(struct buffer *json, const struct profile *profile) {
    PUT(json, "{\"id\":\"");
    put_number(json, profile->id);
    PUT(json, "\",\"username\":\"");
    put_text(json, profile->handle);
    PUT(json, "\",\"name\":\"");
    put_escaped(json, slice_of(profile->name));
    PUT(json, "\",\"created_at\":\"");
    put_time(json, profile->created - profile->created % 1000);
    PUT(json, "\",\"description\":\"");
    put_escaped(json, slice_of(profile->bio));
    PUT(json, "\",\"location\":\"");
    put_escaped(json, slice_of(profile->location));
    PUT(json, "\",\"url\":\"\",\"verified\":");
    put_text(json, profile->verified ? "true" : "false");
    PUT(json, ",\"protected\":false,\"public_metrics\":{\"followers_count\":");
    put_number(json, profile->followers);
    PUT_COUNT(json, "following_count", profile->following);
    PUT_COUNT(json, "tweet_count", profile->posts);
    PUT_COUNT(json, "listed_count", profile->listed);
    PUT(json, "},\"profile_image_url\":\"");
    if (profile->has_picture) {
        PUT(json, "https://pbs.twimg.com/profile_images/");
        put_number(json, profile->id % 1000000007);
        PUT(json, "_normal.jpg");
    } else {
        PUT(json, "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png");
    }
    PUT(json, "\"}");
}

enum entity_kind { LINK_ENTITY, HASHTAG_ENTITY, MENTION_ENTITY };

struct entity {
    enum entity_kind kind;
    size_t start, end; /* code points, as the platform counts */
    struct slice text;
};

static bool is_ascii_word(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Letters of Latin, Cyrillic and Arabic scripts take two bytes; signs and emoji begin otherwise. */
static size_t word_size(const char *at, const char *end) {
    const char *p = at;
    while (p < end) {
        unsigned char c = (unsigned char) *p;
        if (is_ascii_word(c))
            p++;
        else if (c >= 0xc3 && c <= 0xdf && p + 1 < end)
            p += 2;
        else
            break;
    }
    return (size_t) (p - at);
}

static size_t entity_size(const char *at, const char *end, enum entity_kind *kind) {
    size_t size = 0, prefix = sizeof short_address - 1;
    if (*at == '#')
        *kind = HASHTAG_ENTITY, size = word_size(at + 1, end) + 1;
    else if (*at == '@')
        *kind = MENTION_ENTITY, size = word_size(at + 1, end) + 1;
    else if (*at == 'h' && (size_t) (end - at) > prefix && !memcmp(at, short_address, prefix) &&
             word_size(at + prefix, end) == SHORT_CODE)
        *kind = LINK_ENTITY, size = prefix + SHORT_CODE;
    return size > 1 ? size : 0;
}

static size_t code_points(const char *at, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char) at[i] & 0xc0) != 0x80;
    return count;
}

/* What touches the end of a text that was cut is no entity. */
static size_t find_entities(struct entity found[ENTITIES_OF_A_POST], struct slice text) {
    static const char cut[] = "…";
    size_t count = 0, position = 0;
    const char *end = text.at + text.size;
    for (const char *at = text.at; at < end && count < ENTITIES_OF_A_POST;) {
        struct entity *e = &found[count];
        size_t size = entity_size(at, end, &e->kind);
        if (size) {
            e->text = (struct slice){at, size};
            e->start = position, e->end = position += code_points(at, size);
            at += size;
            bool is_cut = (size_t) (end - at) == sizeof cut - 1 && !memcmp(at, cut, sizeof cut - 1);
            count += !is_cut;
        } else {
            position += ((unsigned char) *at++ & 0xc0) != 0x80;
        }
    }
    return count;
}

static void put_link(struct buffer *json, const struct written_post *post, struct slice address,
                     bool is_picture) {
    PUT(json, ",\"url\":\"");
    buffer_append(json, address);
    if (is_picture) {
        PUT(json, "\",\"expanded_url\":\"https://twitter.com/");
        put_text(json, post->author->handle);
        PUT(json, "/status/");
        put_number(json, post->id);
        PUT(json, "/photo/1\",\"display_url\":\"pic.");
        buffer_append(json, (struct slice){address.at + 8, address.size - 8});
        PUT(json, "\",\"media_key\":\"3_");
        put_number(json, post->picture);
    } else {
        PUT(json, "\",\"expanded_url\":\"");
        put_text(json, post->link);
        PUT(json, "\",\"unwound_url\":\"");
        put_text(json, post->link);
        PUT(json, "\",\"status\":200,\"display_url\":\"");
        put_text(json, post->link + sizeof "https://" - 1);
    }
    PUT(json, "\"");
}

static void put_entity(struct buffer *json, const struct written_post *post,
                       const struct entity *entity, size_t ordinal) {
    PUT(json, "{\"start\":");
    put_number(json, entity->start);
    PUT_COUNT(json, "end", entity->end);
    struct slice word = {entity->text.at + 1, entity->text.size - 1};
    if (entity->kind == HASHTAG_ENTITY) {
        PUT(json, ",\"tag\":\"");
        buffer_append(json, word);
        PUT(json, "\"");
    } else if (entity->kind == MENTION_ENTITY) {
        PUT(json, ",\"username\":\"");
        buffer_append(json, word);
        PUT(json, "\",\"id\":\"");
        put_number(json, post->mentions[ordinal].id);
        PUT(json, "\"");
    } else {
        put_link(json, post, entity->text, ordinal == (post->link ? 1 : 0));
    }
    PUT(json, "}");
}

static void put_entities(struct buffer *json, const struct written_post *post, struct slice text) {
    static const char *const names[] = {"\"urls\":[", "\"hashtags\":[", "\"mentions\":["};
    struct entity found[ENTITIES_OF_A_POST];
    size_t count = find_entities(found, text);
    bool any = false;
    PUT(json, ",\"entities\":{");
    for (int kind = LINK_ENTITY; kind <= MENTION_ENTITY; kind++) {
        size_t ordinal = 0;
        for (size_t i = 0; i < count; i++) {
            if ((int) found[i].kind != kind) continue;
            if (any) buffer_byte(json, ',');
            if (!ordinal) put_text(json, names[kind]);
            put_entity(json, post, &found[i], ordinal++);
            any = true;
        }
        if (ordinal) buffer_byte(json, ']');
    }
    PUT(json, "}");
}

/* The address that stands for a link of this post; a made-up code, the same whenever it is asked
 * for. */
static void put_short_address(struct buffer *text, uint64_t id, uint64_t ordinal) {
    static const char symbols[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX";
    char code[SHORT_CODE];
    uint64_t x = (id + ordinal) * 0x9e3779b97f4a7c15U;
    for (int i = 0; i < SHORT_CODE; i++, x = x * 6364136223846793005U + 1442695040888963407U)
        code[i] = symbols[(x >> 33) % 60];
    PUT(text, "https://t.co/");
    buffer_append(text, (struct slice){code, sizeof code});
}

/* Appends what stands before the next mark of an address; false when none is left. */
static bool append_to_mark(struct buffer *text, struct slice *rest) {
    const char *mark = memchr(rest->at, LINK_MARK[0], rest->size);
    size_t before = mark ? (size_t) (mark - rest->at) : rest->size;
    buffer_append(text, (struct slice){rest->at, before});
    if (mark) *rest = (struct slice){mark + 1, rest->size - before - 1};
    return mark != NULL;
}

static void append_visible(struct buffer *text, const struct written_post *post) {
    struct slice rest = post->text;
    for (uint64_t ordinal = 0; append_to_mark(text, &rest); ordinal++)
        put_short_address(text, post->id, ordinal);
}

/* "RT @handle: …", cut as the platform cuts it: 140 code points, the last of which says so. */
static void append_repost(struct buffer *text, const struct written_post *original) {
    PUT(text, "RT @");
    put_text(text, original->author->handle);
    PUT(text, ": ");
    append_visible(text, original);
    size_t at = 0, count = 0;
    for (size_t i = 0; i < text->size; i++) {
        if (((unsigned char) text->bytes[i] & 0xc0) == 0x80) continue;
        if (++count == REPOST_TEXT) at = i;
    }
    if (count <= REPOST_TEXT) return;
    text->size = at;
    PUT(text, "…");
}

static void put_metrics(struct buffer *json, const struct written_post *post) {
    bool repost = post->reference == REPOST;
    PUT(json, ",\"public_metrics\":{\"retweet_count\":");
    put_number(json, repost ? post->original->reposts : post->reposts);
    PUT_COUNT(json, "reply_count", repost ? 0 : post->replies);
    PUT_COUNT(json, "like_count", repost ? 0 : post->likes);
    PUT_COUNT(json, "quote_count", 0);
    PUT_COUNT(json, "impression_count", repost ? 0 : post->views);
    PUT(json, "}");
}

static void put_attachments(struct buffer *json, uint64_t picture) {
    PUT(json, ",\"attachments\":{\"media_keys\":[\"3_");
    put_number(json, picture);
    PUT(json, "\"],\"media\":[{\"media_key\":\"3_");
    put_number(json, picture);
    PUT(json, "\",\"type\":\"photo\",\"width\":1200,\"height\":675,\"url\":\"");
    put_picture_address(json, picture);
    PUT(json, "\"}]}");
}

static void put_ids(struct buffer *json, const struct written_post *post) {
    PUT(json, "\"id\":\"");
    put_number(json, post->id);
    PUT(json, "\",\"edit_history_tweet_ids\":[\"");
    put_number(json, post->id);
    PUT(json, "\"],\"conversation_id\":\"");
    put_number(json, post->conversation ? post->conversation : post->id);
    PUT(json, "\",\"author_id\":\"");
    put_number(json, post->author->id);
    PUT(json, "\",\"created_at\":\"");
    put_time(json, post->time);
    PUT(json, "\"");
}

/* Everything but the reference to another post: the members of an object, without its braces. */
static void put_members(struct buffer *json, const struct written_post *post, struct slice text) {
    put_ids(json, post);
    PUT(json, ",\"text\":\"");
    put_escaped(json, text);
    PUT(json, "\",\"lang\":\"");
    put_text(json, post->language);
    PUT(json, "\",\"source\":\"");
    put_text(json, post->client);
    PUT(json, "\",\"possibly_sensitive\":false,\"reply_settings\":\"everyone\"");
    put_metrics(json, post);
    if (post->picture && post->reference != REPOST) put_attachments(json, post->picture);
    if (post->reference == REPLY) {
        PUT(json, ",\"in_reply_to_user_id\":\"");
        put_number(json, post->reply_to_account);
        PUT(json, "\"");
    }
    PUT(json, ",\"author\":");
    put_profile(json, post->author);
}

/* A reply knows the id of what it answers; a repost or quote holds the whole of it. */
static void put_reference(struct buffer *json, struct buffer *scratch,
                          const struct written_post *post) {
    static const char *const types[] = {"", "retweeted", "quoted", "replied_to"};
    PUT(json, ",\"referenced_tweets\":[{\"type\":\"");
    put_text(json, types[post->reference]);
    PUT(json, "\",");
    if (post->original) {
        if (scratch->failed) return;
        buffer_clear(scratch);
        append_visible(scratch, post->original);
        put_members(json, post->original, buffer_slice(scratch));
        put_entities(json, post->original, buffer_slice(scratch));
    } else {
        PUT(json, "\"id\":\"");
        put_number(json, post->reply_to);
        PUT(json, "\"");
    }
    PUT(json, "}]");
}

/* A repost's mention is its original's author, then those of the original. */
static void put_entities_of_repost(struct buffer *json, const struct written_post *post,
                                   struct slice text) {
    struct written_post shown = *post->original;
    for (size_t i = MENTIONS_OF_A_POST; i-- > 1;)
        shown.mentions[i] = shown.mentions[i - 1];
    shown.mentions[0] = (struct mentioned){shown.author->handle, shown.author->id};
    put_entities(json, &shown, text);
}

/* ---- flat records ---- */

const char *platform_of(const struct profile *profile) {
    static const char *const platforms[] = {"x", "telegram", "facebook"};
    return platforms[(profile->id >> 7) % 3];
}

/* "PLATFORM:ID" */
static void put_flat_id(struct buffer *json, const struct profile *profile, uint64_t id) {
    PUT(json, "\"");
    put_text(json, platform_of(profile));
    PUT(json, ":");
    put_number(json, id);
    PUT(json, "\"");
}

static void put_flat_author(struct buffer *json, const struct profile *author) {
    PUT(json, ",\"account\":");
    put_flat_id(json, author, author->id);
    PUT(json, ",\"handle\":\"");
    put_text(json, author->handle);
    PUT(json, "\",\"display_name\":\"");
    put_escaped(json, slice_of(author->name));
    PUT(json, "\",\"bio\":\"");
    put_escaped(json, slice_of(author->bio));
    PUT(json, "\",\"location\":\"");
    put_escaped(json, slice_of(author->location));
    PUT(json, "\",\"account_created\":\"");
    put_time(json, author->created - author->created % 1000);
    PUT(json, "\",\"followers\":");
    put_number(json, author->followers);
}

/* Links stand in the text; a picture does not. */
static void append_flat_text(struct buffer *text, const struct written_post *post) {
    struct slice rest = post->text;
    bool has_link = post->link != NULL;
    for (; append_to_mark(text, &rest); has_link = false)
        if (has_link) put_text(text, post->link);
}

static void append_address(struct buffer *text, const struct written_post *post) {
    PUT(text, " https://");
    put_text(text, platform_of(post->author));
    PUT(text, ".example/");
    put_number(text, post->id);
}

static void put_flat_reference(struct buffer *json, struct buffer *text,
                               const struct written_post *post) {
    static const char *const names[] = {"", "repost_of", "quote_of", "reply_to"};
    const struct written_post *original = post->original;
    if (original && platform_of(original->author) != platform_of(post->author)) {
        append_address(text, original);
        return;
    }
    if (post->reference == REPOST) append_flat_text(text, original);
    if (!original) return;
    PUT(json, ",\"");
    put_text(json, names[post->reference]);
    PUT(json, "\":");
    put_flat_id(json, original->author, original->id);
}

static void put_flat(struct buffer *json, struct buffer *text, const struct written_post *post) {
    PUT(json, "{\"id\":");
    put_flat_id(json, post->author, post->id);
    PUT(json, ",\"time\":\"");
    put_time(json, post->time);
    PUT(json, "\"");
    put_flat_author(json, post->author);
    append_flat_text(text, post);
    if (post->reference != NO_REFERENCE) put_flat_reference(json, text, post);
    if (post->picture) {
        PUT(json, ",\"media\":\"");
        put_number(json, post->picture);
        PUT(json, "\"");
    }
    PUT(json, ",\"language\":\"");
    put_text(json, post->language);
    PUT(json, "\",\"text\":\"");
    put_escaped(json, buffer_slice(text));
    PUT(json, "\"}\n");
}

/* ---- the writer ---- */

static lockstep_status flush(struct post_writer *writer, lockstep_error *err) {
    size_t size = writer->json.size;
    if (size && fwrite(writer->json.bytes, 1, size, writer->out) != size) return fail_io(err, NULL);
    buffer_clear(&writer->json);
    return LOCKSTEP_OK;
}

static void put_of_x(struct buffer *json, struct buffer *text, const struct written_post *post) {
    if (post->reference == REPOST)
        append_repost(text, post->original);
    else
        append_visible(text, post);
    PUT(json, "{");
    put_members(json, post, buffer_slice(text));
    if (post->reference == REPOST)
        put_entities_of_repost(json, post, buffer_slice(text));
    else
        put_entities(json, post, buffer_slice(text));
    if (post->reference != NO_REFERENCE) put_reference(json, text, post);
    PUT(json, "}\n");
}

lockstep_status post_writer_add(struct post_writer *writer, const struct written_post *post,
                                lockstep_error *err) {
    struct buffer *json = &writer->json, *text = &writer->text;
    buffer_clear(text);
    (writer->is_flat ? put_flat : put_of_x)(json, text, post);
    writer->written++;
    if (json->failed || text->failed) return fail_memory(err, "a post");
    return json->size >= FLUSH_SIZE ? flush(writer, err) : LOCKSTEP_OK;
}

lockstep_status post_writer_finish(struct post_writer *writer, lockstep_error *err) {
    TRY(flush(writer, err));
    return fflush(writer->out) == 0 ? LOCKSTEP_OK : fail_io(err, NULL);
}

void post_writer_release(struct post_writer *writer) {
    buffer_release(&writer->json), buffer_release(&writer->text);
}
