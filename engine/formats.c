#include "engine/formats.h"

#include "engine/error.h"
#include "engine/reader.h"

#define X_ORIGINAL "referenced_tweets[type=retweeted]"
#define X_NEEDS    "text", "created_at"

/* What X API v2 posts have in common, on pages and flattened. */
#define X_V2_PATHS                                                                                 \
    [FIELD_ID] = "id", [FIELD_TIME] = "created_at", [FIELD_TEXT] = "note_tweet.text|text",         \
    [FIELD_LANGUAGE] = "lang", [FIELD_CLIENT] = "source", [FIELD_REPOST_OF] = X_ORIGINAL ".id",    \
    [FIELD_QUOTE_OF] = "referenced_tweets[type=quoted].id",                                        \
    [FIELD_LINKED] = "referenced_tweets[type=quoted].id",                                          \
    [FIELD_REPLY_TO] = "referenced_tweets[type=replied_to].id",                                    \
    [FIELD_REPLY_TO_ACCOUNT] = "in_reply_to_user_id", [FIELD_CONVERSATION] = "conversation_id",    \
    [FIELD_URLS] = "entities.urls[].unwound_url/expanded_url/url",                                 \
    [FIELD_HASHTAGS] = "entities.hashtags[].tag",                                                  \
    [FIELD_MENTIONS] = "entities.mentions[].username",                                             \
    [FIELD_MEDIA] = "attachments.media_keys[]|attachments.media[].media_key",                      \
    [FIELD_REPOSTS] = "public_metrics.retweet_count",                                              \
    [FIELD_REPLIES] = "public_metrics.reply_count", [FIELD_LIKES] = "public_metrics.like_count",   \
    [FIELD_VIEWS] = "public_metrics.impression_count"

#define X_V2_AUTHOR(author)                                                                        \
    [FIELD_HANDLE] = author ".username", [FIELD_DISPLAY_NAME] = author ".name",                    \
    [FIELD_BIO] = author ".description", [FIELD_LOCATION] = author ".location",                    \
    [FIELD_CREATED] = author ".created_at", [FIELD_VERIFIED] = author ".verified",                 \
    [FIELD_FOLLOWERS] = author ".public_metrics.followers_count",                                  \
    [FIELD_FOLLOWING] = author ".public_metrics.following_count",                                  \
    [FIELD_POSTS] = author ".public_metrics.tweet_count"

const struct format formats[] = {
    {
        .name = "x-v2-pages",
        .platform = "x",
        .help = "X API v2 responses, one a line: data and includes",
        .needs = {"data", "includes|meta|matching_rules|__twarc|data[].author_id|data.author_id"},
        .posts = "data",
        .post = "text",
        .original = X_ORIGINAL ".id->tweets",
        .tables = {{"users", "includes.users", "id"}, {"tweets", "includes.tweets", "id"}},
        .has_entities = true,
        .linked_media = true,
        .paths = {[FIELD_ACCOUNT] = "author_id",
                  [FIELD_REPOST_OF_ACCOUNT] = X_ORIGINAL ".id->tweets.author_id",
                  X_V2_AUTHOR("author_id->users"),
                  X_V2_PATHS},
    },
    {
        .name = "x-v2-flat",
        .platform = "x",
        .help = "X API v2 posts, one a line, author inline (twarc2 flatten)",
        .needs = {"text", "created_at", "author_id|author.id",
                  "author.username|author.id|referenced_tweets|conversation_id|public_metrics|"
                  "edit_history_tweet_ids"},
        .post = "text",
        .original = X_ORIGINAL,
        .has_entities = true,
        .linked_media = true,
        .paths = {[FIELD_ACCOUNT] = "author_id|author.id",
                  [FIELD_REPOST_OF_ACCOUNT] = X_ORIGINAL ".author_id|" X_ORIGINAL ".author.id",
                  X_V2_AUTHOR("author"),
                  X_V2_PATHS},
    },
    {
        .name = "coortweet",
        .platform = "",
        .help = "CooRTweet's long table: one share a row",
        .needs = {"object_id", "account_id", "content_id", "timestamp_share"},
        .paths = {[FIELD_ID] = "content_id",
                  [FIELD_ACCOUNT] = "account_id",
                  [FIELD_TIME] = "timestamp_share",
                  [FIELD_OBJECT] = "object_id"},
    },
    {
        .name = "cnt",
        .platform = "",
        .help = "the Coordination Network Toolkit's table",
        .needs = {"message_id", "user_id", "repost_id", "timestamp"},
        .paths = {[FIELD_ID] = "message_id",
                  [FIELD_ACCOUNT] = "user_id",
                  [FIELD_HANDLE] = "username",
                  [FIELD_REPOST_OF] = "repost_id",
                  [FIELD_REPLY_TO] = "reply_id",
                  [FIELD_TEXT] = "message",
                  [FIELD_TIME] = "timestamp",
                  [FIELD_URLS] = "urls"},
    },
    {
        .name = "generic",
        .platform = "",
        .help = "any table with a column for the account and one for the time; see --map",
        .any_case = true,
        .paths =
            {[FIELD_ID] = "id|post_id|tweet_id|tweetid|message_id|content_id|status_id|comment_id|"
                          "id_str",
             [FIELD_ACCOUNT] = "account_id|author_id|user_id|userid|sender_id|from_id|channel_id|"
                               "page_id|owner_id|account|author|user|username|user_name|"
                               "screen_name|handle|sender|author.id|user.id_str|user.id|"
                               "account.id|author.username|user.username|user.screen_name",
             [FIELD_TIME] = "timestamp|time|created_at|createdat|datetime|date_time|date|"
                            "publish_date|published_at|publishedat|published|posted_at|post_date|"
                            "post_time|tweet_time|timestamp_share|created_utc|created|"
                            "creation_time|create_time|createtime|unix_timestamp|date_unixtime",
             [FIELD_TEXT] = "text|content|message|body|tweet_text|full_text|message_text|post_text|"
                            "caption|comment|tweet",
             [FIELD_HANDLE] = "handle|username|user_name|screen_name|user_screen_name|"
                              "author_username|author.username|user.username|user.screen_name",
             [FIELD_LANGUAGE] = "language|lang|tweet_language",
             [FIELD_CLIENT] = "client|source_label|tweet_client_name|client_name",
             [FIELD_OBJECT] = "object_id|object",
             [FIELD_REPOST_OF] = "repost_of|repost_id|retweet_id|retweet_of|retweeted_id|"
                                 "retweet_tweetid|retweeted_status_id",
             [FIELD_REPOST_OF_ACCOUNT] = "repost_of_account|retweet_userid|retweeted_user_id",
             [FIELD_QUOTE_OF] = "quote_of|quote_id|quoted_id|quoted_status_id|"
                                "quoted_tweet_tweetid",
             [FIELD_REPLY_TO] = "reply_to|reply_id|reply_to_id|in_reply_to_id|in_reply_to|"
                                "in_reply_to_status_id|in_reply_to_tweetid|reply_to_message_id|"
                                "parent_id",
             [FIELD_REPLY_TO_ACCOUNT] = "reply_to_account|in_reply_to_user_id|in_reply_to_userid|"
                                        "in_reply_to_account_id",
             [FIELD_CONVERSATION] = "conversation|conversation_id|thread_id",
             [FIELD_URLS] = "urls|url|links|link|expanded_url|entities.urls[].expanded_url/url",
             [FIELD_HASHTAGS] = "hashtags|hashtag|entities.hashtags[].tag/text",
             [FIELD_MENTIONS] = "mentions|mention|user_mentions|mentioned_users|"
                                "entities.mentions[].username",
             [FIELD_MEDIA] = "media|media_ids|media_id|media_keys|media_hash|image|images",
             [FIELD_IS_REPOST] = "is_repost|is_retweet",
             [FIELD_REPOSTS] = "reposts|retweets|retweet_count|repost_count|shares|share_count",
             [FIELD_REPLIES] = "replies|reply_count|comments|comment_count",
             [FIELD_LIKES] = "likes|like_count|favorite_count|favourites_count",
             [FIELD_VIEWS] = "views|view_count|impressions|impression_count",
             [FIELD_DISPLAY_NAME] = "display_name|user_display_name|author_name|name|author.name|"
                                    "user.name",
             [FIELD_BIO] = "bio|user_profile_description|author_description",
             [FIELD_LOCATION] = "location|user_reported_location|author_location",
             [FIELD_CREATED] = "account_created|account_created_at|account_creation_date|"
                               "user_created_at|author_created_at",
             [FIELD_FOLLOWERS] = "followers|followers_count|follower_count|user_followers_count",
             [FIELD_FOLLOWING] = "following|following_count|friends_count|user_friends_count",
             [FIELD_POSTS] = "statuses_count|updates|posts_count|user_statuses_count",
             [FIELD_VERIFIED] = "verified|user_verified|author_verified"},
    },
};
const size_t format_count = sizeof formats / sizeof *formats;

const struct format *format_named(struct slice name) {
    for (size_t i = 0; i < format_count; i++)
        if (slice_equal(name, slice_of(formats[i].name))) return &formats[i];
    return NULL;
}

bool format_exists(struct slice name) {
    return format_named(name) != NULL;
}

bool next_alternative(const char **paths, struct slice *path) {
    if (!*paths || !**paths) return false;
    size_t size = strcspn(*paths, "|");
    *path = (struct slice){*paths, size};
    *paths += size + ((*paths)[size] == '|');
    return true;
}

static char folded(char c) {
    if (c >= 'A' && c <= 'Z') return (char) (c + ('a' - 'A'));
    return c == ' ' || c == '-' ? '_' : c;
}

bool names_alike(struct slice a, struct slice b) {
    if (a.size != b.size) return false;
    for (size_t i = 0; i < a.size; i++)
        if (folded(a.at[i]) != folded(b.at[i])) return false;
    return true;
}

lockstep_status formats_print(FILE *out, lockstep_error *err) {
    for (size_t i = 0; i < format_count; i++) {
        const struct format *format = &formats[i];
        fprintf(out, "%s%s: %s\n", i ? "\n" : "", format->name, format->help);
        for (enum field field = 0; field < FIELD_LINKED; field++)
            if (format->paths[field])
                fprintf(out, "  %-18s %s\n", field_name(field), format->paths[field]);
    }
    return ferror(out) ? fail_io(err, "formats") : LOCKSTEP_OK;
}
